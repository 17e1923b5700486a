import type { Cluster } from './cluster.ts';
import { leaseStore, markLeader, unmarkLeader } from './leases.ts';
import { type ResultsCalls, resultsCalls } from './results.ts';
import { studyCalls } from './studies.ts';
import { thisCluster } from './this-cluster.ts';
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
  const config = thisCluster();
  return { ...studyCalls(config, name), ...workerCalls(config, namespace, template) };
}

/** The calls that results need, of the same cluster. Calls nothing yet. */
export function connectResults(): ResultsCalls {
  return resultsCalls(thisCluster());
}

/** The calls by which one replica leads, of the same cluster. `pod`: this one's name. Calls nothing yet. */
export function connectLeases(options: {
  readonly namespace: string;
  readonly name: string;
  readonly termSeconds: number;
  readonly pod: string;
}) {
  const { namespace, pod } = options;
  const config = thisCluster();
  return {
    store: leaseStore(config, options),
    mark: () => markLeader(config, namespace, pod),
    unmark: () => unmarkLeader(config, namespace, pod),
  };
}
