import {
  CoreV1Api,
  CustomObjectsApi,
  type KubeConfig,
  PatchStrategy,
  SchedulingV1Api,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { GROUP, PLURAL, VERSION } from '../resource/definition.ts';
import type { StudyObject } from '../study/object.ts';
import type { Cluster, StudyEvent } from './cluster.ts';
import { unlessGone, withDeadline } from './deadline.ts';
import type { Source } from './follow.ts';

/** Which of several installations a Study is for. */
const CLASS_LABEL = 'fanout.dev/class';

/** What selects the Studies of an installation. Pure. */
export const selectorOfClass = (name: string | undefined): string =>
  name === undefined ? `!${CLASS_LABEL}` : `${CLASS_LABEL}=${name}`;

/** The calls that are about Studies; `name`: the class they are to have, undefined for those with none. */
export function studyCalls(
  config: KubeConfig,
  name: string | undefined,
): Pick<Cluster, 'studies' | 'patchStatus' | 'setFinalizers' | 'event' | 'priorityClasses'> {
  const core = config.makeApiClient(CoreV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  const scheduling = config.makeApiClient(SchedulingV1Api);
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
    async priorityClasses() {
      const { items } = await withDeadline('list priority classes', scheduling.listPriorityClass());
      return new Map(items.map(({ metadata, value }) => [metadata!.name!, value]));
    },
    async event(study, event) {
      await withDeadline(
        'write an event',
        core.createNamespacedEvent({ namespace: study.metadata.namespace, body: eventBody(study, event) }),
      );
    },
  };
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
