/** What the pod of a worker has beside its template when a program of the user's trains. */
import type {
  V1Container,
  V1EnvVar,
  V1PodTemplateSpec,
  V1ResourceRequirements,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node';
import type { CommandTrainer } from '../../study/command/trainer.ts';
import { PROGRAM_VOLUME, WORKER_CONTAINER } from '../../study/template-rules.ts';

/** Where fanout's own program lies in an image that has none of it. */
const PROGRAM_PATH = '/fanout';
/** What `cli/carried/copy.ts` fills the volume with. */
const COPY = ['node', '/app/dist/cli/carried/copy.js', PROGRAM_PATH];
/** Node by its own loader and libraries: nothing of the image is needed to start it, and nothing disturbs. */
const START = [
  `${PROGRAM_PATH}/lib/ld.so`,
  ...['--library-path', `${PROGRAM_PATH}/lib`],
  `${PROGRAM_PATH}/bin/node`,
  `${PROGRAM_PATH}/program/fanout.mjs`,
];
/** Anybody may write it, in every image. */
const HOME = '/tmp';

/**
 * The template with fanout's worker as the host of a program: in the image that the study names, into which
 * an init container brings it, or in its own. Pure.
 */
export function withProgram(template: V1PodTemplateSpec, trainer: CommandTrainer): V1PodTemplateSpec {
  const { spec } = template;
  const worker = spec?.containers.find(({ name }) => name === WORKER_CONTAINER);
  if (!spec || !worker) return template;
  const hosted = trainer.image === undefined ? worker : inImage(worker, trainer.image);
  const host = { ...hosted, args: ['worker', '--trainer', 'command'], env: withHome(hosted.env ?? []) };
  const containers = spec.containers.map((container) => (container === worker ? host : container));
  const volumes = [
    ...(spec.volumes ?? []),
    ...(trainer.image === undefined
      ? []
      : [{ name: PROGRAM_VOLUME, emptyDir: { sizeLimit: '512Mi' } } satisfies V1Volume]),
  ];
  const carrier = trainer.image === undefined ? [] : [carrierOf(worker)];
  const initContainers = [...carrier, ...(spec.initContainers ?? [])];
  return {
    ...template,
    spec: {
      ...spec,
      ...(initContainers.length > 0 ? { initContainers } : {}),
      containers,
      volumes,
    },
  };
}

function inImage(worker: V1Container, image: string): V1Container {
  const mount: V1VolumeMount = { name: PROGRAM_VOLUME, mountPath: PROGRAM_PATH, readOnly: true };
  return { ...worker, image, command: START, volumeMounts: [...(worker.volumeMounts ?? []), mount] };
}

/** Copies fanout's worker, out of its own image, to where the user's finds it. */
function carrierOf({ image, imagePullPolicy, resources, securityContext }: V1Container): V1Container {
  return {
    name: PROGRAM_VOLUME,
    ...(image === undefined ? {} : { image }),
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command: COPY,
    ...(resources === undefined ? {} : { resources: withoutDevices(resources) }),
    ...(securityContext === undefined ? {} : { securityContext }),
    volumeMounts: [{ name: PROGRAM_VOLUME, mountPath: PROGRAM_PATH }],
  };
}

/** Names of devices have a slash in them: nvidia.com/gpu. */
function withoutDevices({ requests, limits }: V1ResourceRequirements): V1ResourceRequirements {
  const plain = (amounts: Record<string, string>) =>
    Object.fromEntries(Object.entries(amounts).filter(([name]) => !name.includes('/')));
  return { ...(requests ? { requests: plain(requests) } : {}), ...(limits ? { limits: plain(limits) } : {}) };
}

const withHome = (env: readonly V1EnvVar[]): V1EnvVar[] =>
  env.some(({ name }) => name === 'HOME') ? [...env] : [...env, { name: 'HOME', value: HOME }];
