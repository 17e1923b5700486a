/**
 * The API server, as far as the coordinator needs it: every call has a deadline, and none retries by itself.
 */
import {
  BatchV1Api,
  CoreV1Api,
  type CoreV1Event,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Job,
  type V1Pod,
  type V1PodTemplateSpec,
  Watch,
} from '@kubernetes/client-node';
import { FanoutError } from '../../proto/errors.ts';
import { GROUP, PLURAL, VERSION } from '../resource/definition.ts';
import type { StudyStatus } from '../resource/status.ts';
import type { StudyObject } from '../study/object.ts';
import { statusOf, withDeadline } from './deadline.ts';
import type { Source } from './follow.ts';

/** What happened to a Study, as `kubectl describe` shows it. */
export interface StudyEvent {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

export interface Cluster {
  readonly studies: Source<StudyObject>;
  /** Changes fields of `status`; `null` takes one away. A Study that is gone is no error. */
  patchStatus(
    study: StudyObject,
    status: { [Key in keyof StudyStatus]?: StudyStatus[Key] | null },
  ): Promise<void>;
  setFinalizers(study: StudyObject, finalizers: readonly string[]): Promise<void>;
  event(study: StudyObject, event: StudyEvent): Promise<void>;
  jobs(selector: string): Promise<V1Job[]>;
  pods(selector: string): Promise<V1Pod[]>;
  /** Events of Jobs whose pod was refused: nothing else says why. */
  refusals(): Promise<CoreV1Event[]>;
  createJob(job: V1Job): Promise<void>;
  deleteJob(name: string): Promise<void>;
  deleteJobs(selector: string): Promise<void>;
  /** What the installation makes workers of. Throws USAGE when it has nothing of the kind. */
  workerTemplate(): Promise<V1PodTemplateSpec>;
}

export interface ClusterOptions {
  /** Where workers run. */
  readonly namespace: string;
  /** Name of the PodTemplate there. */
  readonly template: string;
  /** Follow the Studies that have this class; left out, those that have none. */
  readonly class?: string;
}

/** Which of several installations a Study is for. */
const CLASS_LABEL = 'fanout.dev/class';

/** What selects the Studies of an installation. Pure. */
export const selectorOfClass = (name: string | undefined): string =>
  name === undefined ? `!${CLASS_LABEL}` : `${CLASS_LABEL}=${name}`;

/** What the controller of Jobs says when a quota or an admission rule forbids a pod. */
const REFUSALS = 'involvedObject.kind=Job,reason=FailedCreate';

/** The pods of a deleted Job are to go with it, each with its own time to hand back what it holds. */
const CASCADE = { propagationPolicy: 'Background' } as const;

/** The cluster that this process runs in, or the one that KUBECONFIG names. Calls nothing yet. */
export function connectCluster({ namespace, template, class: name }: ClusterOptions): Cluster {
  const config = new KubeConfig();
  config.loadFromDefault();
  const batch = config.makeApiClient(BatchV1Api);
  const core = config.makeApiClient(CoreV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  const of = ({ metadata }: StudyObject) => ({
    group: GROUP,
    version: VERSION,
    plural: PLURAL,
    namespace: metadata.namespace,
    name: metadata.name,
  });
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  return {
    studies: studySource(config, custom, selectorOfClass(name)),
    async patchStatus(study, status) {
      const call = custom.patchNamespacedCustomObjectStatus({ ...of(study), body: { status } }, merge);
      await withDeadline('write a status', call).catch(unlessGone);
    },
    async setFinalizers(study, finalizers) {
      const { resourceVersion } = study.metadata;
      const body = { metadata: { finalizers, ...(resourceVersion ? { resourceVersion } : {}) } };
      await withDeadline(
        'write finalizers',
        custom.patchNamespacedCustomObject({ ...of(study), body }, merge),
      ).catch(unlessGone);
    },
    async event(study, event) {
      await withDeadline(
        'write an event',
        core.createNamespacedEvent({ namespace: study.metadata.namespace, body: eventBody(study, event) }),
      );
    },
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

function unlessGone(error: unknown): undefined {
  if (statusOf(error) !== 404) throw error;
  return undefined;
}

function studySource(
  config: KubeConfig,
  custom: CustomObjectsApi,
  labelSelector: string,
): Source<StudyObject> {
  const path = `/apis/${GROUP}/${VERSION}/${PLURAL}`;
  const watch = new Watch(config);
  return {
    async list() {
      const kind = { group: GROUP, version: VERSION, plural: PLURAL };
      const call = custom.listClusterCustomObject({ ...kind, labelSelector });
      const { items, metadata } = (await withDeadline('list studies', call)) as {
        items: StudyObject[];
        metadata: { resourceVersion: string };
      };
      return { items, resourceVersion: metadata.resourceVersion };
    },
    async watch(resourceVersion, timeoutSeconds, onEvent, onEnd) {
      const query = { resourceVersion, timeoutSeconds, allowWatchBookmarks: true, labelSelector };
      const take = (type: string, object: StudyObject) => onEvent({ type, object });
      const controller = await withDeadline('watch studies', watch.watch(path, query, take, onEnd));
      return () => controller.abort();
    },
  };
}

function eventBody({ metadata }: StudyObject, { type, reason, message }: StudyEvent) {
  const now = new Date();
  const { namespace, name, uid } = metadata;
  return {
    metadata: { generateName: `${name.slice(0, 200)}.`, namespace },
    involvedObject: { apiVersion: `${GROUP}/${VERSION}`, kind: 'Study', namespace, name, uid },
    type,
    reason,
    message: message.slice(0, 1024),
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    source: { component: 'fanout-coordinator' },
    reportingComponent: 'fanout.dev/coordinator',
  };
}
