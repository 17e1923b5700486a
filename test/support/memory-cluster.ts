/** A cluster in memory: it keeps Studies and Jobs as the API server would, and starts nothing. */
import type { V1Job } from '@kubernetes/client-node';
import type { Cluster } from '../../operator/api/cluster.ts';
import type { WatchEvent } from '../../operator/api/follow.ts';
import type { StudyObject } from '../../operator/study/object.ts';

export interface MemoryCluster extends Cluster {
  /** Applies a Study, or a change of one, as a user would; the status stays the coordinator's. */
  apply(study: StudyObject): void;
  /** Deletes a Study as a user would: it stays for as long as it has a finalizer. */
  remove(uid: string): void;
  /** A Study as it stands; undefined when it is gone. */
  study(uid: string): StudyObject | undefined;
  /** PriorityClasses by name. */
  readonly priorities: Map<string, number>;
}

export function memoryCluster(): MemoryCluster {
  const studies = new Map<string, StudyObject>();
  const jobs = new Map<string, V1Job>();
  const priorities = new Map<string, number>();
  const watches = new Set<(event: WatchEvent<StudyObject>) => void>();
  const tell = (type: string, object: StudyObject) => {
    for (const watch of watches) watch({ type, object });
  };
  const put = (study: StudyObject) => {
    const { deletionTimestamp, finalizers = [] } = study.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) {
      studies.delete(study.metadata.uid);
      tell('DELETED', study);
    } else {
      studies.set(study.metadata.uid, study);
      tell('MODIFIED', study);
    }
  };
  const change = (uid: string, how: (study: StudyObject) => StudyObject) => {
    const study = studies.get(uid);
    if (study) put(how(study));
  };
  const selected = (selector: string) => {
    const [label, value] = selector.split('=') as [string, string?];
    return [...jobs.values()].filter(({ metadata }) => {
      const has = metadata?.labels?.[label];
      return value === undefined ? has !== undefined : has === value;
    });
  };
  return {
    priorities,
    apply: (study) => put({ ...studies.get(study.metadata.uid), ...study }),
    remove: (uid) =>
      change(uid, (study) => ({
        ...study,
        metadata: { ...study.metadata, deletionTimestamp: new Date() },
      })),
    study: (uid) => studies.get(uid),
    studies: {
      list: async () => ({ items: [...studies.values()], resourceVersion: '1' }),
      async watch(_from, _seconds, onEvent) {
        watches.add(onEvent);
        return () => watches.delete(onEvent);
      },
    },
    async patchStatus({ metadata }, status) {
      change(metadata.uid, (study) => {
        const merged = Object.entries({ ...study.status, ...status }).filter(([, value]) => value !== null);
        return { ...study, status: Object.fromEntries(merged) as NonNullable<StudyObject['status']> };
      });
    },
    async setFinalizers({ metadata }, finalizers) {
      change(metadata.uid, (study) => ({ ...study, metadata: { ...study.metadata, finalizers } }));
    },
    event: async () => undefined,
    priorityClasses: async () => priorities,
    jobs: async (selector) => selected(selector),
    pods: async () => [],
    refusals: async () => [],
    async createJob(job) {
      jobs.set(job.metadata!.name!, job);
    },
    async deleteJob(name) {
      jobs.delete(name);
    },
    async deleteJobs(selector) {
      for (const job of selected(selector)) jobs.delete(job.metadata!.name!);
    },
    workerTemplate: async () => ({ spec: { containers: [{ name: 'worker' }] } }),
  };
}
