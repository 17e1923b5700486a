/**
 * How fast this machine trains the networks of a study: a pack is trained for a moment as a worker trains it,
 * on examples made up for it.
 */
import type { Engine } from '../../../engines/engine.ts';
import { modelCost } from '../../../engines/model-cost.ts';
import type { ArmSettings, NetworkStudy } from '../../../study/study.ts';
import type { TrainingObserver } from '../trainer.ts';
import { type ExampleFacts, madeUpExamples } from './made-up-examples.ts';
import type { NetworkPack } from './pack.ts';
import { trainPack } from './train.ts';

/** What a pack is like that is to be timed. */
export interface Timed {
  readonly study: NetworkStudy;
  /** Of each trial; model and training are the same in all. */
  readonly settings: readonly ArmSettings[];
  readonly facts: ExampleFacts;
  /** Examples of a fold that are trained on, and that validate. */
  readonly train: number;
  readonly validation: number;
}

/** What a pack takes, in seconds; all its trials together. */
export interface PackPace {
  /** From the beginning of the pack to its first step. */
  readonly start: number;
  /** A step of the study's batch size. */
  readonly step: number;
  /** The end of an epoch, for each example that validates. */
  readonly validated: number;
}

/** Work of a step at most, in floating-point operations: a larger batch is timed by a part of it. */
const MOST_WORK = 1e10;
/** Forward, backward for the values, backward for the weights: two operations for each multiply-add. */
const OPERATIONS_PER_MULTIPLY_ADD = 6;
/** Of the work of a step, what an evaluation of its examples is. */
const SHARE_OF_EVALUATION = 1 / 3;
/** Batches of an epoch, and examples that validate, at most. */
const MOST_BATCHES = 8;
const MOST_VALIDATING = 256;

/** Two clocks, in milliseconds from any moment on. */
export interface Clocks {
  /** How long somebody waits. */
  readonly wall: () => number;
  /** What a pack is timed by: what this process computes, or, where it does not compute alone, `wall`. */
  readonly work: () => number;
}

/** By the clock of `work` a machine that is busy with other things looks like one that is not. */
export const BY_CPU: Clocks = {
  wall: () => performance.now(),
  work() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};
/** For engines that compute with several threads, or on a GPU. */
export const BY_WALL: Clocks = { wall: BY_CPU.wall, work: BY_CPU.wall };

/** How much longer than the budget somebody waits, where the machine is busy. */
const PATIENCE = 4;

/**
 * Trains such a pack again and again until `budgetMs` of work are over, or a wait of `PATIENCE` times that,
 * and two steps at least, and tells what the last time took: the first one compiles. Throws what the engine
 * throws.
 */
export async function paceOf(
  engine: Engine,
  timed: Timed,
  budgetMs: number,
  clocks: Clocks,
): Promise<PackPace> {
  const { batchSize } = timed.settings[0]!.training;
  const batch = Math.min(batchSize, timed.train, largestBatch(timed));
  const pack = packOf(timed, batch);
  const [waitsUntil, worksUntil] = [clocks.wall() + PATIENCE * budgetMs, clocks.work() + budgetMs];
  const over = (share: number) =>
    clocks.work() >= worksUntil - share * budgetMs || clocks.wall() >= waitsUntil - share * budgetMs;
  let pace: PackPace | undefined;
  // With less than a third of the time left, another round would be cut short.
  while (pace === undefined || !over(1 / 3)) {
    const round = await trainOnce(engine, pack, () => over(0), clocks.work);
    if (pace === undefined || round.complete) pace = round.pace;
    if (!round.complete) break;
  }
  return { ...pace, step: (pace.step * Math.min(batchSize, timed.train)) / batch };
}

/** The most examples of a step that stays within `MOST_WORK`; at least one. */
function largestBatch({ settings, facts }: Timed): number {
  const { model, training } = settings[0]!;
  const { multiplyAdds } = modelCost({ model, inputShape: facts.shape, ...training });
  return Math.max(1, Math.floor(MOST_WORK / (OPERATIONS_PER_MULTIPLY_ADD * multiplyAdds * settings.length)));
}

function packOf({ study, settings, facts, train, validation }: Timed, batchSize: number): NetworkPack {
  const small = settings.map((own) => ({ ...own, training: { ...own.training, batchSize } }));
  const { dataset, fold } = madeUpExamples(facts, {
    // Whole batches: all steps are alike.
    train: batchSize * Math.min(MOST_BATCHES, Math.floor(train / batchSize)),
    validation: Math.min(validation, MOST_VALIDATING),
  });
  return { study, dataset, fold, foldIndex: 0, seed: study.seeds[0]!, settings: small };
}

/** Trains the pack to its end, or until its time is over. */
async function trainOnce(
  engine: Engine,
  pack: NetworkPack,
  isOver: () => boolean,
  now: () => number,
): Promise<{ readonly pace: PackPace; readonly complete: boolean }> {
  const watch = new Stopwatch(now);
  const controller = new AbortController();
  const stopInTime = () => {
    // What was not seen cannot be told, and the first turn builds and compiles.
    if (watch.warm && isOver()) controller.abort();
  };
  const observer: TrainingObserver = {
    onSteps({ taken }) {
      watch.steps(taken);
      stopInTime();
    },
    onEpochs() {
      watch.epoch();
      stopInTime();
    },
    onProgress: stopInTime,
  };
  const complete = await trainPack(engine, pack, observer, controller.signal).then(
    () => true,
    (error: unknown) => {
      if (controller.signal.aborted) return false;
      throw error;
    },
  );
  const examples = { validating: pack.fold.validation.length, batch: pack.settings[0]!.training.batchSize };
  return { pace: watch.pace(examples), complete };
}

/** Adds up what a pack tells of its time. */
class Stopwatch {
  #turns = 0;
  readonly #now: () => number;
  /** What the first turn took, with all before it: it builds, compiles, and looks at the layers. */
  #first = { steps: 0, seconds: 0 };
  #later = { steps: 0, seconds: 0 };
  #ends = { epochs: 0, seconds: 0 };
  #toldAt: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#toldAt = now();
  }

  /** Whether steps behind the first turn were seen. */
  get warm(): boolean {
    return this.#later.steps > 0;
  }

  steps(taken: number): void {
    const seconds = this.#lap();
    if (this.#turns++ === 0) this.#first = { steps: taken, seconds };
    else {
      this.#later.steps += taken;
      this.#later.seconds += seconds;
    }
  }

  epoch(): void {
    this.#ends.epochs += 1;
    this.#ends.seconds += this.#lap();
  }

  #lap(): number {
    const now = this.#now();
    const seconds = (now - this.#toldAt) / 1000;
    this.#toldAt = now;
    return seconds;
  }

  pace({ validating, batch }: { readonly validating: number; readonly batch: number }): PackPace {
    const { steps, seconds } = this.#later.steps > 0 ? this.#later : this.#first;
    const step = seconds / steps;
    const start = Math.max(0, this.#first.seconds - this.#first.steps * step);
    const { epochs, seconds: evaluating } = this.#ends;
    const validated =
      epochs === 0 ? (step * SHARE_OF_EVALUATION) / batch : evaluating / (epochs * validating);
    return { start, step, validated };
  }
}
