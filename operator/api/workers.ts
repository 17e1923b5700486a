import { BatchV1Api, CoreV1Api, type KubeConfig } from '@kubernetes/client-node';
import { FanoutError } from '../../proto/errors.ts';
import type { Cluster } from './cluster.ts';
import { unlessGone, withDeadline } from './deadline.ts';

/** What the controller of Jobs says when a quota or an admission rule forbids a pod. */
const REFUSALS = 'involvedObject.kind=Job,reason=FailedCreate';

/** The pods of a deleted Job are to go with it, each with its own time to hand back what it holds. */
const CASCADE = { propagationPolicy: 'Background' } as const;

/** The calls that are about workers, in `namespace`; `template`: the name of their PodTemplate. */
export function workerCalls(
  config: KubeConfig,
  namespace: string,
  template: string,
): Pick<Cluster, 'jobs' | 'pods' | 'refusals' | 'createJob' | 'deleteJob' | 'deleteJobs' | 'workerTemplate'> {
  const batch = config.makeApiClient(BatchV1Api);
  const core = config.makeApiClient(CoreV1Api);
  return {
    jobs: async (labelSelector) =>
      (await withDeadline('list jobs', batch.listNamespacedJob({ namespace, labelSelector }))).items,
    pods: async (labelSelector) =>
      (await withDeadline('list pods', core.listNamespacedPod({ namespace, labelSelector }))).items,
    refusals: async () =>
      (await withDeadline('list events', core.listNamespacedEvent({ namespace, fieldSelector: REFUSALS })))
        .items,
    async createJob(body) {
      await withDeadline('create a job', batch.createNamespacedJob({ namespace, body }));
    },
    async deleteJob(name) {
      await withDeadline('delete a job', batch.deleteNamespacedJob({ namespace, name, ...CASCADE })).catch(
        unlessGone,
      );
    },
    async deleteJobs(labelSelector) {
      await withDeadline(
        'delete jobs',
        batch.deleteCollectionNamespacedJob({ namespace, labelSelector, ...CASCADE }),
      );
    },
    async workerTemplate() {
      const found = await withDeadline(
        'read the template of workers',
        core.readNamespacedPodTemplate({ namespace, name: template }),
      ).catch(unlessGone);
      if (found?.template) return found.template;
      throw new FanoutError('USAGE', `there is no PodTemplate ${template} in namespace ${namespace}`, {
        hint: 'apply the overlay again',
      });
    },
  };
}
