/**
 * The cluster in memory in which Jobs work: each has a worker in this process, under the name and the token
 * that the Job gives it, and a pod that runs for as long as the worker does.
 */
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import { RUN_LABEL, STUDY_LABEL } from '../../operator/workers/job.ts';
import type { Trainer } from '../../worker/trainers/trainer.ts';
import { startTestWorker, type TestNats, type TestWorker } from './cluster.ts';
import { type MemoryCluster, memoryCluster } from './memory-cluster.ts';
import { waitingPod } from './waiting-pod.ts';

export interface WorkingCluster extends MemoryCluster {
  /** Names of Studies whose workers do not begin, with what Kubernetes says of their containers. */
  readonly broken: Map<string, string>;
  /** Names of the Jobs of a Study. */
  workersOf(study: string): Promise<string[]>;
  /** The most Jobs that there were at once. */
  readonly most: () => number;
  /** Ends all workers. */
  stop(): Promise<void>;
}

export function workingCluster(
  nats: TestNats,
  coordinator: () => Coordinator,
  training: (study: string) => Promise<Trainer>,
): WorkingCluster {
  const base = memoryCluster();
  const workers = new Map<string, TestWorker>();
  const broken = new Map<string, string>();
  const ending = new Set<Promise<void>>();
  let most = 0;
  const end = (name: string) => {
    const stopped = workers
      .get(name)
      ?.stop()
      .catch(() => undefined);
    workers.delete(name);
    if (stopped) ending.add(stopped);
  };
  const studyOf = ({ metadata }: V1Job) => metadata!.labels![STUDY_LABEL]!;
  return {
    ...base,
    broken,
    most: () => most,
    workersOf: async (study) =>
      (await base.jobs(RUN_LABEL))
        .filter((job) => studyOf(job) === study)
        .map(({ metadata }) => metadata!.name!),
    async createJob(job) {
      await base.createJob(job);
      most = Math.max(most, (await base.jobs(RUN_LABEL)).length);
      if (broken.has(studyOf(job))) return;
      const env = job.spec?.template.spec?.containers[0]?.env ?? [];
      const {
        FANOUT_RUN: run,
        FANOUT_WORKER_NAME: worker,
        FANOUT_TOKEN: token,
      } = Object.fromEntries(env.map(({ name, value }) => [name, value!]));
      const identity = { run: run!, worker: worker! };
      workers.set(
        job.metadata!.name!,
        startTestWorker(nats, coordinator(), run!, await training(studyOf(job)), undefined, token, identity),
      );
    },
    async pods(selector) {
      return (await base.jobs(selector)).map((job) => podOf(job, broken.get(studyOf(job))));
    },
    async deleteJob(name) {
      end(name);
      await base.deleteJob(name);
    },
    async deleteJobs(selector) {
      for (const { metadata } of await base.jobs(selector)) end(metadata!.name!);
      await base.deleteJobs(selector);
    },
    async stop() {
      for (const name of [...workers.keys()]) end(name);
      await Promise.all(ending);
    },
  };
}

function podOf({ metadata }: V1Job, trouble: string | undefined): V1Pod {
  const labels = { ...metadata?.labels, 'batch.kubernetes.io/job-name': metadata!.name! };
  const { status } = trouble === undefined ? RUNNING : waitingPod('CrashLoopBackOff', trouble);
  return { metadata: { name: `${metadata!.name}-pod`, labels }, ...(status ? { status } : {}) };
}

const RUNNING: V1Pod = {
  status: {
    phase: 'Running',
    containerStatuses: [
      { name: 'worker', image: 'w', imageID: '', ready: true, restartCount: 0, state: { running: {} } },
    ],
  },
};
