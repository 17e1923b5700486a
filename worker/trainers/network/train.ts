/**
 * The training program: one pack of trials, from the first weights to the last metrics. All trials of the
 * pack see the same examples in the same order; each epoch ends with an evaluation on the fold's validation
 * examples.
 */
import type { Engine, PackProgress, Trainer, Weights } from '../../../engines/engine.ts';
import { ruleOf } from '../../../engines/initial-rules.ts';
import { weightedLayers } from '../../../engines/model.ts';
import { asFanoutError } from '../../../proto/errors.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import { rateAt } from '../../../study/schedules/rate.ts';
import type { TrainingObserver, TrialEpoch } from '../trainer.ts';
import type { BatchSource } from './batches/source.ts';
import { captured, stepsBefore } from './checkpoints/captured.ts';
import type { SavedTrial } from './checkpoints/saved-trial.ts';
import type { Saver } from './checkpoints/saver.ts';
import { isRanking } from './classifier-metrics.ts';
import type { Counting } from './counts.ts';
import { batchesFrom, endTurn, nextTurn, type PackInTraining, scheduleOf, trainEpoch } from './epoch.ts';
import { evaluate } from './evaluate.ts';
import { Pace } from './pace.ts';
import type { NetworkPack } from './pack.ts';
import { batchesOf } from './pack-batches.ts';
import { initialWeights, maskSeedOf, programOf, targetsOf } from './pack-program.ts';
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
import { scaleByExamples } from './unit-variance.ts';

/**
 * Longest time that training keeps the process's other work (leases, progress, signals) waiting, beyond one
 * step.
 */
const TURN_MS = 20;

/** A pack cannot go on from what was saved of it, though that is of the same study and engine. */
export class UnusableStateError extends Error {}

/** What a pack goes on from, and what saves it while it trains. */
export interface PackKeeping {
  /** All from behind the same step; absent: the pack begins. */
  readonly saved?: readonly SavedTrial[] | undefined;
  /** Absent: nothing is saved. */
  readonly saver?: Saver | undefined;
}

/**
 * Trains a pack. Throws what the engine throws, and the signal's reason as soon as it is aborted and what was
 * done is saved.
 */
export async function trainPack(
  engine: Engine,
  pack: NetworkPack,
  observer: TrainingObserver,
  signal: AbortSignal,
  { saved, saver }: PackKeeping = {},
): Promise<TrialReport[]> {
  const drawn = saved ? undefined : initialWeights(pack);
  const { source, unchanged, held } = await batchesOf(pack, observer, signal);
  try {
    if (drawn) await scaleByExamples(pack, drawn, unchanged, { observer, signal });
    const initial = drawn ?? saved!.map(({ state }) => state.weights);
    const steps = saved && scheduleOf(pack.settings[0]!.training, source.trainExamples).stepsPerEpoch;
    const from = saved && {
      steps: saved[0]!.place.epoch * steps! + saved[0]!.place.step,
      kept: saved.map(({ state }) => state.kept),
    };
    const trainer = await started(engine, pack, initial, from);
    try {
      return await trainEpochs({ trainer, initial, source, held, pack, observer, signal, saved, saver });
    } finally {
      trainer.dispose();
    }
  } finally {
    source.close();
    held?.close();
  }
}

/** Builds the graph of a pack. Throws what the engine throws, or UnusableStateError. */
async function started(
  engine: Engine,
  pack: NetworkPack,
  weights: readonly Weights[],
  from: PackProgress | undefined,
): Promise<Trainer> {
  try {
    return await engine.start(programOf(pack.settings[0]!, pack.dataset), weights, maskSeedOf(pack), from);
  } catch (error) {
    const { code, message } = asFanoutError(error);
    throw from && code === 'INTERNAL' ? new UnusableStateError(message) : error;
  }
}

/** A pack whose graph is built. */
interface StartedPack extends PackKeeping {
  readonly trainer: Trainer;
  /** Each trial's weights at the beginning. */
  readonly initial: readonly Weights[];
  readonly source: BatchSource;
  /** What early stopping looks at; absent where no trial stops early. */
  readonly held: BatchSource | undefined;
  readonly pack: NetworkPack;
  readonly observer: TrainingObserver;
  readonly signal: AbortSignal;
}

async function trainEpochs(started: StartedPack): Promise<TrialReport[]> {
  const { initial, source, saved } = started;
  const { study, dataset, settings } = started.pack;
  const { training, model } = settings[0]!;
  const weighted = weightedLayers(model, dataset.shape);
  const rule = training.earlyStopping;
  const watched = study.metrics.find(({ name }) => name === rule?.metric);
  const standings = saved?.map(({ standing }) => standing);
  const progress: Progress = {
    records: saved?.map(({ record }) => record) ?? initial.map(newRecord),
    stopping: new Stopping(rule, watched, initial.length, standings),
    losses: [...(saved?.[0]?.losses.keys() ?? [])].map((step) =>
      Float32Array.from(saved!, ({ losses }) => losses[step]!),
    ),
  };
  const probed = { scale: dataset.scale, targets: targetsOf(started.pack) };
  const sampler = new LayerSampler(started.trainer, weighted, initial, probed, saved);
  const pack = packInTraining(started, sampler, progress);
  try {
    await trainToTheEnd(started, pack, progress);
  } catch (error) {
    if (started.signal.aborted && !pack.place.within)
      await started.saver?.saveLast(stepsBefore(pack), () => captured({ pack, ...progress }));
    throw error;
  } finally {
    await started.saver?.settled();
  }
  const { validationClasses } = source;
  const { task, classes } = dataset;
  const { stepsPerEpoch } = pack.schedule;
  const layers = weighted.map((layer) => layer.name);
  const facts = { wanted: study.metrics, layers, stepsPerEpoch, validationClasses, classes, task };
  // A rule that begins at 0 means to: no gradient there before the first step is no finding.
  const reachOf = (trial: number) =>
    ruleOf(settings[trial]!.initializer).rule ? [] : (sampler.reach[trial] ?? []);
  return progress.records.map((record, trial) =>
    reportOf(record, { ...facts, reach: reachOf(trial), samples: sampler.samples[trial]! }),
  );
}

/** How the trials of a pack stand. */
interface Progress {
  readonly records: readonly TrialRecord[];
  readonly stopping: Stopping;
  /** Of the steps of the epoch that is not done, as far as they were read: losses[step][trial]. */
  readonly losses: Float32Array[];
}

function packInTraining(started: StartedPack, sampler: LayerSampler, progress: Progress): PackInTraining {
  const { trainer, initial, source, observer, signal, saved, saver } = started;
  const { training } = started.pack.settings[0]!;
  const schedule = scheduleOf(training, source.trainExamples);
  const pack: PackInTraining = {
    ...{ trainer, sampler, schedule, observer, signal, trials: initial.length, pace: new Pace(TURN_MS) },
    targets: targetsOf(started.pack),
    rateOf: (step) => rateAt(training.schedule, step, schedule),
    place: { ...(saved?.[0]?.place ?? { epoch: 0, step: 0 }), within: false },
    between: async () => {
      if (saver?.due('step')) await saver.save(() => captured({ pack, ...progress }));
    },
  };
  return pack;
}

async function trainToTheEnd(started: StartedPack, pack: PackInTraining, progress: Progress): Promise<void> {
  const { trainer, source, observer, signal, saver } = started;
  const { place, schedule, pace } = pack;
  const { epochs, stepsPerEpoch } = schedule;
  const { records, stopping, losses } = progress;
  const { batchSize } = started.pack.settings[0]!.training;
  let batches = await batchesFrom(source, place, signal);
  pace.begin();
  while (place.epoch < epochs) {
    const { epoch } = place;
    await trainEpoch(pack, batches);
    batches.close();
    // Asked for now, so that what has to be read is read during the evaluation.
    if (epoch + 1 < epochs) batches = source.epoch(epoch + 1);
    losses.push(...(await trainer.takeLosses()));
    const steps = { firstStep: epoch * stepsPerEpoch, examples: source.trainExamples, batchSize };
    const trainLosses = noteLosses(records, losses, steps, (trial) => stopping.stopped(trial));
    endTurn(pack, (epoch + 1) * stepsPerEpoch);
    observer.onEpochs(await endEpoch(started, { records, stopping, trainLosses, epoch }));
    Object.assign(place, { epoch: epoch + 1, step: 0 });
    losses.length = 0;
    if (stopping.ended || place.epoch === epochs) break;
    if (saver?.due('epoch')) await saver.save(() => captured({ pack, ...progress }));
    await nextTurn();
    pace.begin();
  }
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
