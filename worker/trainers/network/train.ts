/**
 * The training program: one pack of trials, from the first weights to the last metrics. All trials of the
 * pack see the same examples in the same order; each epoch ends with an evaluation on the fold's validation
 * examples.
 */
import { type DatasetFacts, targetsPerExample } from '../../../datasets/dataset.ts';
import type { Engine, Program, Trainer, Weights } from '../../../engines/engine.ts';
import { weightedLayers } from '../../../engines/model.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import { rateAt } from '../../../study/schedules/rate.ts';
import type { ArmSettings } from '../../../study/study.ts';
import type { TrainingObserver, TrialEpoch } from '../trainer.ts';
import type { BatchSource } from './batches/source.ts';
import { isRanking } from './classifier-metrics.ts';
import type { Counting } from './counts.ts';
import { endTurn, nextTurn, type PackInTraining, scheduleOf, trainEpoch } from './epoch.ts';
import { evaluate } from './evaluate.ts';
import { drawWeights } from './initializers.ts';
import { Pace } from './pace.ts';
import type { NetworkPack } from './pack.ts';
import { batchesOf } from './pack-batches.ts';
import { randomStream } from './randomness.ts';
import { LayerSampler } from './sampling.ts';
import { Stopping } from './stopping.ts';
import {
  metricsOfTrials,
  newRecord,
  noteEvaluation,
  noteLosses,
  reportOf,
  type TrialRecord,
} from './trial-record.ts';

/**
 * Longest time that training keeps the process's other work (leases, progress, signals) waiting, beyond one
 * step.
 */
const TURN_MS = 20;

/** Trains a pack. Throws what the engine throws, and the signal's reason as soon as it is aborted. */
export async function trainPack(
  engine: Engine,
  pack: NetworkPack,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<TrialReport[]> {
  const initial = initialWeights(pack);
  const { source, held } = await batchesOf(pack, observer, signal);
  try {
    const program = programOf(pack.settings[0]!, pack.dataset);
    const trainer = await engine.start(program, initial, maskSeedOf(pack));
    try {
      return await trainEpochs({ trainer, initial, source, held, pack, observer, signal });
    } finally {
      trainer.dispose();
    }
  } finally {
    source.close();
    held?.close();
  }
}

/** A pack whose graph is built. */
interface StartedPack {
  readonly trainer: Trainer;
  /** Each trial's first weights. */
  readonly initial: readonly Weights[];
  readonly source: BatchSource;
  /** What early stopping looks at; absent where no trial stops early. */
  readonly held: BatchSource | undefined;
  readonly pack: NetworkPack;
  readonly observer: TrainingObserver;
  readonly signal: AbortSignal;
}

async function trainEpochs(started: StartedPack): Promise<TrialReport[]> {
  const { trainer, initial, source, observer, signal } = started;
  const { study, dataset, settings } = started.pack;
  const { model, training } = settings[0]!;
  const weighted = weightedLayers(model, dataset.shape);
  const layers = weighted.map((layer) => layer.name);
  const targets = targetsPerExample(dataset);
  const schedule = scheduleOf(training, source.trainExamples);
  const { epochs, stepsPerEpoch } = schedule;
  const sampler = new LayerSampler(trainer, weighted, initial, { scale: dataset.scale, targets });
  const records = initial.map(newRecord);
  const pace = new Pace(TURN_MS);
  const rateOf = (step: number) => rateAt(training.schedule, step, schedule);
  const trials = initial.length;
  const pack: PackInTraining = {
    ...{ trainer, sampler, schedule, rateOf, targets, trials, pace, observer, signal },
  };
  const rule = training.earlyStopping;
  const watched = study.metrics.find(({ name }) => name === rule?.metric);
  const stopping = new Stopping(rule, watched, trials);
  let batches = source.epoch(0);

  for (let epoch = 0; epoch < epochs; epoch++) {
    await trainEpoch(pack, batches, epoch);
    batches.close();
    // Asked for now, so that what has to be read is read during the evaluation.
    if (epoch + 1 < epochs) batches = source.epoch(epoch + 1);
    const trainLosses = noteLosses(
      records,
      await trainer.takeLosses(),
      {
        firstStep: epoch * stepsPerEpoch,
        examples: source.trainExamples,
        batchSize: training.batchSize,
      },
      (trial) => stopping.stopped(trial),
    );
    endTurn(pack, (epoch + 1) * stepsPerEpoch);
    observer.onEpochs(await endEpoch(started, { records, stopping, trainLosses, epoch }));
    if (stopping.ended) break;
    await nextTurn();
    pace.begin();
  }

  const { validationClasses } = source;
  const { task, classes } = dataset;
  const facts = { wanted: study.metrics, layers, stepsPerEpoch, validationClasses, classes, task };
  return records.map((record, trial) =>
    reportOf(record, { ...facts, reach: sampler.reach[trial] ?? [], samples: sampler.samples[trial]! }),
  );
}

/** What an epoch is judged with. */
interface EpochEnd {
  readonly records: readonly TrialRecord[];
  readonly stopping: Stopping;
  readonly trainLosses: readonly number[];
  readonly epoch: number;
}

/** Evaluates the trials that go on, and notes which of them stop. Returns their metrics. */
async function endEpoch(
  { trainer, source, held, pack, observer, signal }: StartedPack,
  { records, stopping, trainLosses, epoch }: EpochEnd,
): Promise<TrialEpoch[]> {
  const { metrics: wanted } = pack.study;
  const over = (examples: BatchSource) =>
    evaluate(trainer, examples.validation(), { ...countingOf(pack), targets: examples.targets }, () => {
      observer.onProgress();
      signal.throwIfAborted();
    });
  const going = [...records.keys()].filter((trial) => !stopping.stopped(trial));
  const evaluated = await over(source);
  const metrics = metricsOfTrials(wanted, evaluated, trainLosses);
  if (held) {
    const { metric } = pack.settings[0]!.training.earlyStopping!;
    const ofHeld = metricsOfTrials(wanted, await over(held), trainLosses);
    for (const trial of going) stopping.note(trial, epoch, ofHeld[trial]![metric]);
  }
  return going.map((trial) => {
    const own = metrics[trial]!;
    noteEvaluation(records[trial]!, evaluated, { trial, metrics: own, kept: stopping.keeps(trial, epoch) });
    return { place: trial, epoch, metrics: own };
  });
}

/** What is counted over the validation examples: ranks only where a metric is made from them. */
function countingOf({ study, dataset, settings }: NetworkPack): Counting {
  const { task = 'classification', classes } = dataset;
  const competing = settings[0]!.training.loss?.kind !== 'binaryCrossEntropy';
  const ranked = study.metrics.some(({ name }) => isRanking(name));
  return { task, classes, ...(ranked ? { ranked: { competing } } : {}) };
}

/** The part of a pack that decides its cost: the same for every pack of a study. Pure. */
export function programOf(
  { model, training }: Pick<ArmSettings, 'model' | 'training'>,
  dataset: Pick<DatasetFacts, 'shape' | 'classes' | 'scale' | 'task'>,
): Program {
  const { loss, weightDecay, clip, accumulate } = training;
  const minimised = loss ?? (dataset.task === 'regression' ? { kind: 'mse' as const } : undefined);
  return {
    model,
    inputShape: dataset.shape,
    classes: dataset.classes,
    batchSize: training.batchSize,
    optimizer: training.optimizer,
    scale: dataset.scale,
    ...(minimised === undefined ? {} : { loss: minimised }),
    ...(weightDecay === undefined ? {} : { decay: weightDecay }),
    ...(clip === undefined ? {} : { clip }),
    ...(accumulate === undefined ? {} : { accumulate }),
  };
}

/**
 * Each trial's first weights: a pure function of study seed, trial seed, initializer and fold, wherever it is
 * trained.
 */
function initialWeights({ study, dataset, foldIndex, seed, settings }: NetworkPack): Float32Array[][] {
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

/** What the masks of a pack follow from (dropout): the same for all arms of a block. */
function maskSeedOf({ study, foldIndex, seed }: NetworkPack): number {
  return randomStream(study.folds.seed, seed, `masks/${foldIndex}`).integer(2 ** 32);
}
