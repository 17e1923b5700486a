import { WORKER_STATES, type WorkerStateName } from '../../proto/worker-state.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Family, Sample } from '../../telemetry/family.ts';
import type { Trainer } from '../trainers/trainer.ts';
import type { Gpu } from './gpus.ts';

/** What a worker knows of itself. */
export interface WorkerFacts {
  readonly run: string;
  /** Undefined until it has had a pack. */
  readonly manifest: () => Manifest | undefined;
  readonly state: () => WorkerStateName;
  /** Undefined until it is opened. */
  readonly trainer: () => Trainer | undefined;
  /** Of the driver's last answer; none without a GPU. */
  readonly gpus: () => readonly Gpu[];
}

export const WORKER_FAMILIES: readonly Family<WorkerFacts>[] = [
  {
    name: 'fanout_run_info',
    help: 'Always 1; which run, study and dataset this process is about. Join it on (job, instance) to choose a run.',
    labels: ['run', 'study', 'dataset', 'role'],
    *read({ run, manifest }) {
      const { study, dataset } = manifest() ?? {};
      yield [1, { run, study: study?.name ?? '', dataset: dataset?.name ?? '', role: 'worker' }];
    },
  },
  {
    name: 'fanout_worker_state',
    help: '1 for the state that this worker is in, 0 for the others: starting, idle, loading, training, draining.',
    labels: ['state'],
    *read({ state }) {
      for (const each of WORKER_STATES) yield [each === state() ? 1 : 0, { state: each }];
    },
  },
  {
    name: 'fanout_worker_engine_info',
    help: 'Always 1; the engine that this worker trains with. Absent until it is loaded.',
    labels: ['backend', 'engine'],
    *read({ trainer }) {
      const { backend, text } = trainer()?.description ?? {};
      if (backend && text) yield [1, { backend, engine: text }];
    },
  },
  {
    name: 'fanout_worker_tensors',
    help: 'Tensors alive in the engine.',
    *read({ trainer }) {
      yield [trainer()?.held().tensors];
    },
  },
  {
    name: 'fanout_worker_engine_memory_bytes',
    help: 'Bytes that the engine holds for tensors.',
    *read({ trainer }) {
      yield [trainer()?.held().bytes];
    },
  },
  {
    name: 'fanout_worker_gpu_memory_used_bytes',
    help: 'Memory in use on a GPU, by all processes. Absent without a GPU.',
    labels: ['gpu'],
    read: each(({ usedBytes }) => usedBytes),
  },
  {
    name: 'fanout_worker_gpu_memory_total_bytes',
    help: 'Memory that a GPU has. Absent without a GPU.',
    labels: ['gpu'],
    read: each(({ totalBytes }) => totalBytes),
  },
  {
    name: 'fanout_worker_gpu_utilization_ratio',
    help: 'Share of the last moments, 0 to 1, in which a kernel ran on a GPU. Absent without a GPU.',
    labels: ['gpu'],
    read: each(({ utilization }) => utilization),
  },
];

function each(figure: (gpu: Gpu) => number | undefined) {
  return function* ({ gpus }: WorkerFacts): Generator<Sample> {
    for (const gpu of gpus()) yield [figure(gpu), { gpu: gpu.index }];
  };
}
