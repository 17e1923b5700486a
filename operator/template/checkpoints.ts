/** What the pod of a worker has beside its template so that trials go on from what they have saved. */
import type {
  V1Container,
  V1EnvVar,
  V1PodSpec,
  V1PodTemplateSpec,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';
import { CHECKPOINTS_VOLUME, WORKER_CONTAINER } from '../../study/template-rules.ts';

/** Where the volume of checkpoints is mounted, unless the template mounts it itself. */
const CHECKPOINTS_PATH = '/checkpoints';

/**
 * The template with a place for the checkpoints of a run: the volume named `fanout-checkpoints`, or, where
 * the template has none, one that lasts as long as the pod. Pure.
 */
export function withCheckpoints(template: V1PodTemplateSpec, run: string): V1PodTemplateSpec {
  const { spec } = template;
  if (!spec) return template;
  const volume = checkpointsVolume(spec);
  return {
    ...template,
    spec: {
      ...spec,
      ...groupOfClaim(spec),
      containers: spec.containers.map((container) =>
        container.name === WORKER_CONTAINER ? saving(container, spec, run) : container,
      ),
      volumes: [...(spec.volumes ?? []), ...(volume ? [] : [{ name: CHECKPOINTS_VOLUME, emptyDir: {} }])],
    },
  };
}

const checkpointsVolume = ({ volumes }: V1PodSpec): V1Volume | undefined =>
  volumes?.find(({ name }) => name === CHECKPOINTS_VOLUME);

function saving(worker: V1Container, spec: V1PodSpec, run: string): V1Container {
  const mounts = worker.volumeMounts ?? [];
  const own = mounts.find(({ name }) => name === CHECKPOINTS_VOLUME);
  const { mountPath }: V1VolumeMount = own ?? { name: CHECKPOINTS_VOLUME, mountPath: CHECKPOINTS_PATH };
  const volume = checkpointsVolume(spec);
  const lasts = volume !== undefined && volume.emptyDir === undefined;
  const env: V1EnvVar[] = [
    { name: 'FANOUT_CHECKPOINTS', value: `${mountPath.replace(/\/+$/, '')}/${run}` },
    ...(lasts ? [] : [{ name: 'FANOUT_CHECKPOINTS_LAST', value: 'pod' }]),
  ];
  return {
    ...worker,
    env: [...(worker.env ?? []).filter((each) => env.every(({ name }) => name !== each.name)), ...env],
    volumeMounts: own ? mounts : [...mounts, { name: CHECKPOINTS_VOLUME, mountPath }],
  };
}

/** A claim's folder belongs to root at first: without a group of its own the worker could not write it. */
function groupOfClaim(spec: V1PodSpec): Pick<V1PodSpec, 'securityContext'> {
  const { securityContext } = spec;
  const group = securityContext?.runAsGroup;
  if (!checkpointsVolume(spec)?.persistentVolumeClaim || !group || securityContext.fsGroup !== undefined)
    return {};
  return { securityContext: { fsGroupChangePolicy: 'OnRootMismatch', ...securityContext, fsGroup: group } };
}
