/** The trajectories of training that Keras has recorded, as programs, weights and batches. */
import { readFileSync } from 'node:fs';
import type { Batch, Program, Weights } from './engine.ts';
import type { Optimizer } from './network.ts';

/** What Keras did with an optimizer, and options of a program. */
export interface Trajectory {
  /** Keras's classes, as they were called. */
  readonly name: string;
  readonly optimizer: Optimizer;
  /** As a study file has it. */
  readonly schedule?: unknown;
  readonly options?: Pick<Program, 'loss' | 'decay' | 'clip' | 'accumulate'>;
  /** Of the batch, before each step. */
  readonly loss: readonly number[];
  readonly weights: readonly (readonly number[])[];
}

/** Every trajectory, of 20 steps each. */
export const TRAJECTORIES: readonly Trajectory[] = JSON.parse(
  readFileSync(new URL('./fixtures/trajectories-keras.json', import.meta.url), 'utf8'),
).cases;

const wave = (count: number, scale: number, phase: number) =>
  Float32Array.from({ length: count }, (_, i) => scale * Math.sin((i + 1) * 0.7 + phase));

const STEPS = 20;
const BATCH = 8;
const [INPUTS, HIDDEN, OUTPUTS] = [6, 5, 3] as const;

/** The weights that every trajectory begins with. */
export const TRAJECTORY_START: Weights = [
  wave(INPUTS * HIDDEN, 0.8, 0.1),
  new Float32Array(HIDDEN),
  wave(HIDDEN * OUTPUTS, 0.9, 0.2),
  new Float32Array(OUTPUTS),
];

const REGRESSIONS = ['mse', 'mae', 'huber'];

/** The program of a trajectory. */
export function trajectoryProgram({ optimizer, options }: Trajectory): Program {
  const kind = options?.loss?.kind ?? 'categoricalCrossEntropy';
  const activation = REGRESSIONS.includes(kind)
    ? 'linear'
    : kind === 'binaryCrossEntropy'
      ? 'sigmoid'
      : 'softmax';
  return {
    model: [
      { kind: 'dense', units: HIDDEN, activation: 'tanh' },
      { kind: 'dense', units: OUTPUTS, activation },
    ],
    inputShape: [INPUTS],
    classes: OUTPUTS,
    batchSize: BATCH,
    optimizer,
    scale: 1,
    ...options,
  };
}

/** The batches of a trajectory, one a step. */
export function trajectoryBatches({ options }: Trajectory): readonly Batch[] {
  const x = wave(STEPS * BATCH * INPUTS, 1.5, 0.4);
  const classes = Int32Array.from({ length: STEPS * BATCH }, (_, i) => (7 * i + Math.floor(i / 3)) % 3);
  const targets = wave(STEPS * BATCH * OUTPUTS, 1, 1.3);
  const regression = REGRESSIONS.includes(options?.loss?.kind ?? '');
  return Array.from({ length: STEPS }, (_, step) => {
    const [from, to] = [step * BATCH, (step + 1) * BATCH];
    const y = regression ? targets.subarray(from * OUTPUTS, to * OUTPUTS) : classes.subarray(from, to);
    return { x: x.subarray(from * INPUTS, to * INPUTS), y: y as Batch['y'] };
  });
}
