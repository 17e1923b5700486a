/**
 * The training program: one pack of trials, from the first weights to the last metrics. All trials of the pack see the same
 * images in the same order; each epoch ends with an evaluation on the fold's validation examples.
 */
import type { Dataset } from '../data/dataset.ts';
import type { Fold } from '../data/folds.ts';
import { weightedLayers } from '../proto/model.ts';
import type { EpochMetrics, Finding, LayerSample } from '../proto/results.ts';
import type { Initializer, Study } from '../proto/study.ts';
import type { Batch, Engine, Program, Trainer } from './engine/engine.ts';
import { findingsOf } from './findings.ts';
import { drawWeights } from './initializers.ts';
import { randomStream } from './randomness.ts';
import { LayerSampler, sampledEpochs } from './sampling.ts';

/** A pack, with everything that training it needs. */
export interface PackJob {
  readonly study: Study;
  readonly dataset: Dataset;
  readonly fold: Fold;
  /** Number of the fold, from 0. */
  readonly foldIndex: number;
  readonly seed: number;
  readonly initializers: readonly Initializer[];
}

/** What one trial of the pack came to. */
export interface TrialMetrics {
  readonly epochs: readonly EpochMetrics[];
  readonly findings: readonly Finding[];
  readonly layers: readonly LayerSample[];
}

/** What the program tells while it runs. Must return at once. */
export interface TrainingObserver {
  /** After a step. `images`: trained by it, counted for each trial. */
  onStep(progress: { readonly step: number; readonly steps: number; readonly images: number }): void;
  /** After an epoch (from 0), with each trial's metrics. */
  onEpoch(epoch: number, metrics: readonly EpochMetrics[]): void;
}

/** Longest time that training keeps the process's other work (leases, progress, signals) waiting, beyond one step. */
const TURN_MS = 20;

/** Trains a pack. Throws what the engine throws, and the signal's reason as soon as it is aborted. */
export async function trainPack(
  engine: Engine,
  job: PackJob,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<TrialMetrics[]> {
  const { study, dataset, fold } = job;
  const program = programOf(study, dataset);
  const initial = initialWeights(job);
  const trainer = engine.start(program, initial);
  try {
    const validation = gather(dataset, fold.validation, 0, fold.validation.length);
    const layers = weightedLayers(study.model, dataset.shape).map((layer) => layer.name);
    const steps = study.training.epochs * Math.ceil(fold.train.length / study.training.batchSize);
    const trials = job.initializers.map(() => ({
      epochs: [] as EpochMetrics[],
      divergedAt: undefined as number | undefined,
    }));
    const sampler = new LayerSampler(trainer, layers, initial, dataset.scale);
    const sampled = sampledEpochs(steps / study.training.epochs, study.training.epochs);
    let step = 0;
    let turn = performance.now();

    for (let epoch = 0; epoch < study.training.epochs; epoch++) {
      const order = epochOrder(job, epoch);
      const firstStep = step;
      for (let start = 0; start < order.length; start += study.training.batchSize) {
        const batch = gather(dataset, order, start, Math.min(start + study.training.batchSize, order.length));
        const last = start + study.training.batchSize >= order.length;
        if (step === 0) sampler.first(batch);
        else if (last && sampled.has(epoch + 1)) sampler.last(batch, epoch + 1);
        else trainer.step(batch);
        step += 1;
        observer.onStep({ step, steps, images: batch.y.length * trials.length });
        if (performance.now() - turn > TURN_MS) {
          await nextTurn();
          turn = performance.now();
        }
        signal.throwIfAborted();
      }
      const trained = trainLosses(trainer, trials, firstStep, order.length, study.training.batchSize);
      const { accuracy, loss } = trainer.evaluate(validation);
      const metrics = trials.map((_, trial) => ({
        accuracy: accuracy[trial]!,
        loss: finite(loss[trial]!),
        trainLoss: finite(trained[trial]!),
      }));
      for (const [trial, { epochs }] of trials.entries()) epochs.push(metrics[trial]!);
      observer.onEpoch(epoch, metrics);
      await nextTurn();
    }

    const chance = commonestShare(validation.y, dataset.classes);
    return trials.map(({ epochs, divergedAt }, trial) => ({
      epochs,
      findings: findingsOf({
        reach: layers.map((layer, index) => ({
          layer,
          gradient: sampler.reach[trial]?.[index] ?? Number.NaN,
        })),
        divergedAt: divergedAt ?? (epochs.some((epoch) => epoch.loss === null) ? step - 1 : undefined),
        epochs,
        chance,
        validationExamples: validation.y.length,
      }),
      layers: sampler.samples[trial]!,
    }));
  } finally {
    trainer.dispose();
  }
}

/** The part of a pack that decides its cost: the same for every pack of a study. Pure. */
export function programOf(study: Study, dataset: Pick<Dataset, 'shape' | 'classes' | 'scale'>): Program {
  return {
    model: study.model,
    inputShape: dataset.shape,
    classes: dataset.classes,
    batchSize: study.training.batchSize,
    optimizer: study.training.optimizer,
    scale: dataset.scale,
  };
}

/** Each trial's first weights: a pure function of study seed, trial seed, initializer and fold, wherever it is trained. */
function initialWeights({ study, dataset, foldIndex, seed, initializers }: PackJob): Float32Array[][] {
  return initializers.map((initializer) =>
    drawWeights({
      model: study.model,
      inputShape: dataset.shape,
      initializer,
      initialize: initializer.variant?.initialize ?? study.initialize,
      stream: (layer) =>
        randomStream(
          study.folds.seed,
          seed,
          `weights/${initializer.variant?.initializer ?? initializer.label}/${foldIndex}/${layer}`,
        ),
    }),
  );
}

/** The training examples of an epoch in their order, the same for all initializers of a fold and seed. */
function epochOrder({ study, fold, foldIndex, seed }: PackJob, epoch: number): Uint32Array {
  const permutation = randomStream(study.folds.seed, seed, `order/${foldIndex}/${epoch}`).permutation(
    fold.train.length,
  );
  return permutation.map((position) => fold.train[position]!);
}

/** Examples by their indices, as a batch in the dataset's own values. */
function gather(dataset: Dataset, indices: Uint32Array, start: number, end: number): Batch {
  const size = dataset.x.length / dataset.examples;
  const x =
    dataset.x instanceof Uint8Array
      ? new Uint8Array((end - start) * size)
      : new Float32Array((end - start) * size);
  const y = new Int32Array(end - start);
  for (let row = 0; row < end - start; row++) {
    const example = indices[start + row]!;
    x.set(dataset.x.subarray(example * size, (example + 1) * size), row * size);
    y[row] = dataset.y[example]!;
  }
  return { x, y };
}

/** Mean loss over the epoch's examples, for each trial; notes the first step at which a loss was not finite. */
function trainLosses(
  trainer: Trainer,
  trials: { divergedAt: number | undefined }[],
  firstStep: number,
  examples: number,
  batchSize: number,
): number[] {
  const sums = trials.map(() => 0);
  for (const [index, losses] of trainer.takeLosses().entries()) {
    const size = Math.min(batchSize, examples - index * batchSize);
    for (const [trial, facts] of trials.entries()) {
      const loss = losses[trial]!;
      if (!Number.isFinite(loss)) facts.divergedAt ??= firstStep + index;
      sums[trial]! += loss * size;
    }
  }
  return sums.map((sum) => sum / examples);
}

function commonestShare(classes: Int32Array, count: number): number {
  const counts = new Array<number>(count).fill(0);
  for (const value of classes) counts[value]! += 1;
  return Math.max(...counts) / classes.length;
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

const nextTurn = () => new Promise<void>((resume) => setImmediate(resume));
