/**
 * The Job of one worker, made from the pod template that the installation has. Why Jobs:
 * docs/decisions/0010-a-job-for-each-worker.md.
 */
import { randomBytes } from 'node:crypto';
import type { V1Job, V1PodTemplateSpec } from '@kubernetes/client-node';
import { FanoutError } from '../../proto/errors.ts';
import type { CommandTrainer } from '../../study/command/trainer.ts';
import { WORKER_CONTAINER } from '../../study/template-rules.ts';
import { withCheckpoints } from '../template/checkpoints.ts';
import { withProgram } from '../template/program.ts';
import { TEMPLATE_ANNOTATION, templateHash } from './template-hash.ts';

/** Which run a Job, and each of its pods, works for. */
export const RUN_LABEL = 'fanout.dev/run';
/** The Study's name and namespace, for people who look at a Job. */
export const STUDY_LABEL = 'fanout.dev/study';
const STUDY_ANNOTATION = 'fanout.dev/study-namespace';

export interface WorkerJobInput {
  readonly name: string;
  readonly run: string;
  readonly study: { readonly name: string; readonly namespace: string };
  readonly template: V1PodTemplateSpec;
  /** Absent where the built-in network trains. */
  readonly trainer?: CommandTrainer | undefined;
  /**
   * What this worker shows the coordinator: it speaks for this Job and this run alone. Absent where the
   * coordinator asks for none.
   */
  readonly token?: string | undefined;
}

/**
 * A name of which the pod's is made, and of that the worker's: short enough that nothing of it is cut off.
 */
export function newWorkerName(
  study: string,
  random: () => string = () => randomBytes(3).toString('hex'),
): string {
  return `${study.slice(0, 32).replace(/-+$/, '')}-${random()}`;
}

/** The Job. Pure. Throws USAGE when the template has no container named worker. */
export function workerJob({ name, run, study, template: given, trainer, token }: WorkerJobInput): V1Job {
  const template = withCheckpoints(trainer ? withProgram(given, trainer) : given, run);
  const spec = template.spec;
  const worker = spec?.containers.find((container) => container.name === WORKER_CONTAINER);
  if (!spec || !worker) {
    throw new FanoutError('USAGE', `the pod template of workers has no container named ${WORKER_CONTAINER}`, {
      hint: 'apply the overlay again',
    });
  }
  const labels = { ...template.metadata?.labels, [RUN_LABEL]: run, [STUDY_LABEL]: study.name };
  const own = [{ name: 'FANOUT_RUN', value: run }];
  if (token !== undefined)
    own.push({ name: 'FANOUT_WORKER_NAME', value: name }, { name: 'FANOUT_TOKEN', value: token });
  const environment = [
    ...(worker.env ?? []).filter(({ name }) => own.every((variable) => variable.name !== name)),
    ...own,
  ];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      labels,
      annotations: { [STUDY_ANNOTATION]: study.namespace, [TEMPLATE_ANNOTATION]: templateHash(given) },
    },
    spec: {
      // A worker that is lost is started again, however often: what it costs is counted by its trials, in the
      // ledger.
      backoffLimit: 1_000_000,
      template: {
        metadata: {
          labels,
          ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
        },
        spec: {
          ...spec,
          restartPolicy: 'OnFailure',
          containers: spec.containers.map((container) =>
            container === worker ? { ...container, env: environment } : container,
          ),
        },
      },
    },
  };
}
