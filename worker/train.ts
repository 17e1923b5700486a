/**
 * The training program: one pack of trials, from the first weights to the last metrics. All trials of the
 * pack see the same examples in the same order; each epoch ends with an evaluation on the fold's validation
 * examples.
 */
import type { Dataset, DatasetFacts } from '../datasets/dataset.ts';
import type { Fold } from '../datasets/folds.ts';
import type { ShardedDataset } from '../datasets/shards/open.ts';
import type { Batch, Engine, Program, Trainer } from '../engines/engine.ts';
import { weightedLayers } from '../engines/model.ts';
import { FanoutError } from '../proto/errors.ts';
import type { Metrics } from '../proto/metrics.ts';
import type { TrialReport } from '../proto/outcome-message.ts';
import type { ArmSettings, Study } from '../study/study.ts';
import { openBatches } from './batches/open.ts';
import type { BatchSource } from './batches/source.ts';
import { classifierMetrics, historyOf } from './classifier-metrics.ts';
import { evaluate } from './evaluate.ts';
import { findingsOf } from './findings.ts';
import { drawWeights } from './initializers.ts';
import { Pace, type Turn } from './pace.ts';
import { randomStream } from './randomness.ts';
import { LayerSampler, sampledEpochs } from './sampling.ts';

/** A pack, with everything that training it needs. */
export interface PackJob {
  readonly study: Study;
  readonly dataset: Dataset | ShardedDataset;
  readonly fold: Fold;
  /** Number of the fold, from 0. */
  readonly foldIndex: number;
  readonly seed: number;
  /** Of each trial; model and training are the same in all. */
  readonly settings: readonly ArmSettings[];
}

/** What the program tells while it runs. Must return at once. */
export interface TrainingObserver {
  /** After a step. `examples`: trained by it, counted for each trial. */
  onStep(progress: { readonly step: number; readonly steps: number; readonly examples: number }): void;
  /** After some steps, with what they took. */
  onTurn?(turn: Turn): void;
  /** After an epoch (from 0), with each trial's metrics. */
  onEpoch(epoch: number, metrics: readonly Metrics[]): void;
  /** Some of an evaluation is done: the work gets further, also without a step. */
  onEvaluated?(): void;
  /** Data has arrived that had to be waited for: the work gets further, also without a step. */
  onData?(): void;
}

/**
 * Longest time that training keeps the process's other work (leases, progress, signals) waiting, beyond one
 * step.
 */
const TURN_MS = 20;

/** Trains a pack. Throws what the engine throws, and the signal's reason as soon as it is aborted. */
export async function trainPack(
  engine: Engine,
  job: PackJob,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<TrialReport[]> {
  const { study, dataset } = job;
  const { model, training } = job.settings[0]!;
  const program = programOf({ model, training }, dataset);
  const initial = initialWeights(job);
  const source = batchesOf(job, observer, signal);
  const trainer = engine.start(program, initial);
  try {
    const layers = weightedLayers(model, dataset.shape).map((layer) => layer.name);
    const stepsPerEpoch = Math.ceil(source.trainExamples / training.batchSize);
    const steps = training.epochs * stepsPerEpoch;
    const trials = job.settings.map(() => ({
      epochs: [] as Metrics[],
      divergedAt: undefined as number | undefined,
      divergedInEvaluation: false,
      accuracy: 0,
    }));
    const sampler = new LayerSampler(trainer, layers, initial, dataset.scale);
    const sampled = sampledEpochs(stepsPerEpoch, training.epochs);
    let step = 0;
    const pace = new Pace(TURN_MS);
    let batches = source.epoch(0);

    for (let epoch = 0; epoch < training.epochs; epoch++) {
      const firstStep = step;
      for (let index = 0; index < stepsPerEpoch; index++) {
        const next = batches.next();
        const batch = given(next instanceof Promise ? await pace.waitFor(next) : next);
        const last = index + 1 === stepsPerEpoch;
        if (step === 0) sampler.first(batch);
        else if (last && sampled.has(epoch + 1)) sampler.last(batch, epoch + 1);
        else trainer.step(batch);
        step += 1;
        const examples = batch.y.length * trials.length;
        observer.onStep({ step, steps, examples });
        if (pace.step(examples)) {
          observer.onTurn?.(pace.end());
          await nextTurn();
          pace.begin();
        }
        signal.throwIfAborted();
      }
      batches.close();
      // Asked for now, so that what has to be read is read during the evaluation.
      if (epoch + 1 < training.epochs) batches = source.epoch(epoch + 1);
      const examples = source.trainExamples;
      const trained = trainLosses(trainer, trials, firstStep, examples, training.batchSize);
      observer.onTurn?.(pace.end());
      const { accuracy, loss, tallies } = await evaluate(
        trainer,
        source.validation(),
        dataset.classes,
        () => {
          observer.onEvaluated?.();
          signal.throwIfAborted();
        },
      );
      const metrics = trials.map((facts, trial) => {
        // A loss that is not finite at the end of an epoch is a divergence, whether or not a step had one.
        if (!Number.isFinite(loss[trial])) facts.divergedInEvaluation = true;
        facts.accuracy = accuracy[trial]!;
        return classifierMetrics(study.metrics, {
          ...{ accuracy: accuracy[trial]!, loss: loss[trial]!, trainLoss: trained[trial]! },
          tally: tallies[trial]!,
        });
      });
      for (const [trial, { epochs }] of trials.entries()) epochs.push(metrics[trial]!);
      observer.onEpoch(epoch, metrics);
      await nextTurn();
      pace.begin();
    }

    const chance = commonestShare(source.validationClasses, dataset.classes);
    return trials.map(({ epochs, divergedAt, divergedInEvaluation, accuracy }, trial) => ({
      metrics: epochs.at(-1)!,
      history: historyOf(study.metrics, epochs),
      findings: findingsOf({
        reach: layers.map((layer, index) => ({
          layer,
          gradient: sampler.reach[trial]?.[index] ?? Number.NaN,
        })),
        divergedAt: divergedAt ?? (divergedInEvaluation ? step - 1 : undefined),
        accuracy,
        chance,
        validationExamples: source.validationClasses.length,
      }),
      layers: sampler.samples[trial]!,
    }));
  } finally {
    source.close();
    trainer.dispose();
  }
}

/** The part of a pack that decides its cost: the same for every pack of a study. Pure. */
export function programOf(
  { model, training }: Pick<ArmSettings, 'model' | 'training'>,
  dataset: Pick<DatasetFacts, 'shape' | 'classes' | 'scale'>,
): Program {
  return {
    model,
    inputShape: dataset.shape,
    classes: dataset.classes,
    batchSize: training.batchSize,
    optimizer: training.optimizer,
    scale: dataset.scale,
  };
}

/**
 * Each trial's first weights: a pure function of study seed, trial seed, initializer and fold, wherever it is
 * trained.
 */
function initialWeights({ study, dataset, foldIndex, seed, settings }: PackJob): Float32Array[][] {
  return settings.map(({ model, initializer, initialize }) =>
    drawWeights({
      model,
      inputShape: dataset.shape,
      initializer,
      initialize,
      stream: (layer) =>
        randomStream(study.folds.seed, seed, `weights/${initializer.label}/${foldIndex}/${layer}`),
    }),
  );
}

/** The pack's batches; the order of an epoch is the same for all arms of a block. */
function batchesOf(job: PackJob, observer: TrainingObserver, signal: AbortSignal): BatchSource {
  const { study, dataset, fold, foldIndex, seed, settings } = job;
  return openBatches({
    dataset,
    fold,
    batchSize: settings[0]!.training.batchSize,
    order: (epoch) => randomStream(study.folds.seed, seed, `order/${foldIndex}/${epoch}`),
    signal,
    onData: () => observer.onData?.(),
  });
}

function given(batch: Batch | undefined): Batch {
  if (batch) return batch;
  throw new FanoutError('INTERNAL', 'an epoch ended before its last batch');
}

/**
 * Mean loss over the epoch's examples, for each trial; notes the first step at which a loss was not finite.
 */
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

const nextTurn = () => new Promise<void>((resume) => setImmediate(resume));
