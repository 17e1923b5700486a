/**
 * The training program: one pack of trials, from the first weights to the last metrics. All trials of the
 * pack see the same examples in the same order; each epoch ends with an evaluation on the fold's validation
 * examples.
 */
import type { DatasetFacts } from '../../../datasets/dataset.ts';
import type { Engine, Program, Trainer, Weights } from '../../../engines/engine.ts';
import { weightedLayers } from '../../../engines/model.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import { rateAt } from '../../../study/schedules/rate.ts';
import type { ArmSettings } from '../../../study/study.ts';
import type { TrainingObserver } from '../trainer.ts';
import { openBatches } from './batches/open.ts';
import { preparationOf } from './batches/prepare-fold.ts';
import type { BatchSource } from './batches/source.ts';
import { endTurn, nextTurn, type PackInTraining, scheduleOf, trainEpoch } from './epoch.ts';
import { evaluate } from './evaluate.ts';
import { drawWeights } from './initializers.ts';
import { Pace } from './pace.ts';
import type { NetworkPack } from './pack.ts';
import { randomStream } from './randomness.ts';
import { LayerSampler } from './sampling.ts';
import { newRecord, noteEvaluation, noteLosses, reportOf } from './trial-record.ts';

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
  const source = await batchesOf(pack, observer, signal);
  try {
    const trainer = engine.start(programOf(pack.settings[0]!, pack.dataset), initial);
    try {
      return await trainEpochs({ trainer, initial, source, pack, observer, signal });
    } finally {
      trainer.dispose();
    }
  } finally {
    source.close();
  }
}

/** A pack whose graph is built. */
interface StartedPack {
  readonly trainer: Trainer;
  /** Each trial's first weights. */
  readonly initial: readonly Weights[];
  readonly source: BatchSource;
  readonly pack: NetworkPack;
  readonly observer: TrainingObserver;
  readonly signal: AbortSignal;
}

async function trainEpochs(started: StartedPack): Promise<TrialReport[]> {
  const { trainer, initial, source, observer, signal } = started;
  const { study, dataset, settings } = started.pack;
  const { model, training } = settings[0]!;
  const layers = weightedLayers(model, dataset.shape).map((layer) => layer.name);
  const schedule = scheduleOf(training, source.trainExamples);
  const { epochs, stepsPerEpoch, steps } = schedule;
  const sampler = new LayerSampler(trainer, layers, initial, dataset.scale);
  const records = initial.map(newRecord);
  const pace = new Pace(TURN_MS);
  const rateOf = (step: number) => rateAt(training.schedule, step, schedule);
  const trials = initial.length;
  const pack: PackInTraining = { trainer, sampler, schedule, rateOf, trials, pace, observer, signal };
  let batches = source.epoch(0);

  for (let epoch = 0; epoch < epochs; epoch++) {
    await trainEpoch(pack, batches, epoch);
    batches.close();
    // Asked for now, so that what has to be read is read during the evaluation.
    if (epoch + 1 < epochs) batches = source.epoch(epoch + 1);
    const trainLosses = noteLosses(records, trainer.takeLosses(), {
      firstStep: epoch * stepsPerEpoch,
      examples: source.trainExamples,
      batchSize: training.batchSize,
    });
    endTurn(pack, (epoch + 1) * stepsPerEpoch);
    const evaluated = await evaluate(trainer, source.validation(), dataset.classes, () => {
      observer.onProgress();
      signal.throwIfAborted();
    });
    const metrics = noteEvaluation(records, study.metrics, evaluated, trainLosses);
    observer.onEpochs(metrics.map((own, place) => ({ place, epoch, metrics: own })));
    await nextTurn();
    pace.begin();
  }

  const { validationClasses } = source;
  const facts = { wanted: study.metrics, layers, steps, validationClasses, classes: dataset.classes };
  return records.map((record, trial) =>
    reportOf(record, { ...facts, reach: sampler.reach[trial] ?? [], samples: sampler.samples[trial]! }),
  );
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

/** The pack's batches; the order of an epoch is the same for all arms of a block. */
async function batchesOf(
  pack: NetworkPack,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<BatchSource> {
  const { study, dataset, fold, foldIndex, seed, settings } = pack;
  const onData = () => observer.onProgress();
  return openBatches({
    dataset,
    fold,
    preparation: await preparationOf(dataset, fold, { signal, onData }),
    batchSize: settings[0]!.training.batchSize,
    order: (epoch) => randomStream(study.folds.seed, seed, `order/${foldIndex}/${epoch}`),
    signal,
    onData,
  });
}
