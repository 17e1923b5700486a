import type { V1Job, V1Pod } from '@kubernetes/client-node';

/** Kubernetes puts the name of its Job on each pod. */
const JOB_LABEL = 'batch.kubernetes.io/job-name';

/** Whether a pod is of the Job of this name. Pure. */
export const isPodOf = ({ metadata }: V1Pod, job: string): boolean => metadata?.labels?.[JOB_LABEL] === job;

/**
 * Which Jobs have had no pod for longer than it takes to make one. Timed from the first look that saw none,
 * by this process's own clock: a Job whose pod was just evicted is as old as any, and gets a new one in a
 * moment.
 */
export class PodlessJobs {
  readonly #graceMs: number;
  readonly #now: () => number;
  #since: ReadonlyMap<string, number> = new Map();

  constructor(graceMs: number, now: () => number = () => performance.now()) {
    this.#graceMs = graceMs;
    this.#now = now;
  }

  /** One look at the Jobs that are to have a pod, and at all pods. Those that have had none for too long. */
  look(jobs: readonly V1Job[], pods: readonly V1Pod[]): V1Job[] {
    const now = this.#now();
    const without = jobs.filter((job) => !pods.some((pod) => isPodOf(pod, job.metadata!.name!)));
    this.#since = new Map(
      without.map(({ metadata }) => [metadata!.name!, this.#since.get(metadata!.name!) ?? now]),
    );
    return without.filter(({ metadata }) => now - this.#since.get(metadata!.name!)! >= this.#graceMs);
  }
}
