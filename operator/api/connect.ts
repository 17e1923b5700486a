import { KubeConfig } from '@kubernetes/client-node';
import type { Cluster } from './cluster.ts';
import { studyCalls } from './studies.ts';
import { workerCalls } from './workers.ts';

export interface ClusterOptions {
  /** Where workers run. */
  readonly namespace: string;
  /** Name of the PodTemplate there. */
  readonly template: string;
  /** Follow the Studies that have this class; left out, those that have none. */
  readonly class?: string;
}

/** The cluster that this process runs in, or the one that KUBECONFIG names. Calls nothing yet. */
export function connectCluster({ namespace, template, class: name }: ClusterOptions): Cluster {
  const config = new KubeConfig();
  config.loadFromDefault();
  return { ...studyCalls(config, name), ...workerCalls(config, namespace, template) };
}
