/**
 * The cluster in memory with troubles: calls that are refused, Jobs that get no pods, a quota. Else each Job
 * has a pod that runs.
 */
import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import type { Cluster, StudyEvent } from '../../operator/api/cluster.ts';
import { RUN_LABEL } from '../../operator/workers/job.ts';
import { FanoutError } from '../../proto/errors.ts';
import { type MemoryCluster, memoryCluster } from './memory-cluster.ts';

export interface TroubledCluster extends MemoryCluster {
  /** Calls that were answered, in order: `patchStatus Running`, `deleteJobs fanout.dev/run=r`, … */
  readonly calls: string[];
  readonly told: StudyEvent[];
  /** Calls that are refused, by name, with what the API server says. */
  readonly refused: Map<keyof Cluster, string>;
  readonly refusalEvents: CoreV1Event[];
  readonly trouble: {
    /** A quota or an admission rule forbids pods. */
    withoutPods: boolean;
    /** A quota on Jobs. */
    mostJobs: number;
  };
  /** A worker that was made earlier. */
  addWorker(name: string, run: string): Promise<void>;
  workers(): Promise<string[]>;
}

export function troubledCluster(): TroubledCluster {
  const base = memoryCluster();
  const calls: string[] = [];
  const told: StudyEvent[] = [];
  const refused = new Map<keyof Cluster, string>();
  const refusalEvents: CoreV1Event[] = [];
  const trouble = { withoutPods: false, mostJobs: Number.POSITIVE_INFINITY };
  const ask = (call: keyof Cluster, about = '') => {
    const refusal = refused.get(call);
    if (refusal !== undefined) throw new FanoutError('UNAVAILABLE', refusal);
    calls.push(`${call} ${about}`.trim());
  };
  const workers = async () => (await base.jobs(RUN_LABEL)).map(({ metadata }) => metadata!.name!);
  return {
    ...base,
    ...{ calls, told, refused, refusalEvents, trouble, workers },
    addWorker: (name, run) => base.createJob({ metadata: { name, uid: name, labels: { [RUN_LABEL]: run } } }),
    async patchStatus(study, status) {
      ask('patchStatus', status.state ?? '');
      await base.patchStatus(study, status);
    },
    event: async (_, event) => void told.push(event),
    async jobs(selector) {
      ask('jobs');
      return base.jobs(selector);
    },
    async pods(selector) {
      ask('pods');
      if (trouble.withoutPods) return [];
      return (await base.jobs(selector)).map(({ metadata }) => runningPod(metadata!.name!));
    },
    async refusals() {
      ask('refusals');
      return refusalEvents;
    },
    async createJob(job) {
      ask('createJob');
      if ((await workers()).length >= trouble.mostJobs)
        throw new FanoutError('UNAVAILABLE', 'create a job: exceeded quota');
      await base.createJob({ ...job, metadata: { ...job.metadata, uid: job.metadata!.name! } });
    },
    async deleteJobs(selector) {
      ask('deleteJobs', selector);
      await base.deleteJobs(selector);
    },
  };
}

const runningPod = (job: string): V1Pod => ({
  metadata: { labels: { 'batch.kubernetes.io/job-name': job } },
  status: {
    containerStatuses: [
      { name: 'worker', image: 'w', imageID: '', ready: true, restartCount: 0, state: { running: {} } },
    ],
  },
});
