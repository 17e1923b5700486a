import type { V1Job } from '@kubernetes/client-node';
import { WORKER_CONTAINER } from '../../study/template-rules.ts';
import type { Cluster } from '../api/cluster.ts';

/** A cluster whose workers are given these variables, whatever their template says of them. */
export function withVariables(cluster: Cluster, variables: Readonly<Record<string, string>>): Cluster {
  return { ...cluster, createJob: (job) => cluster.createJob(given(job, variables)) };
}

function given(job: V1Job, variables: Readonly<Record<string, string>>): V1Job {
  const made = structuredClone(job);
  const containers = made.spec?.template.spec?.containers ?? [];
  for (const container of containers.filter(({ name }) => name === WORKER_CONTAINER))
    container.env = [
      ...(container.env ?? []).filter(({ name }) => !Object.hasOwn(variables, name)),
      ...Object.entries(variables).map(([name, value]) => ({ name, value })),
    ];
  return made;
}
