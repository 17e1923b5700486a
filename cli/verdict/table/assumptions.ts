import { FanoutError } from '../../../proto/errors.ts';
import type { Design } from './design.ts';

/**
 * With more folds than this and one seed each, the folds are likely repeats of fewer: 10 × 10 numbered 0 to
 * 99.
 */
const MANY_FOLDS = 20;

/**
 * The share of data that a block trained on, as test over training examples, and the sentences that say so.
 */
export interface Assumptions {
  readonly testToTrain: number;
  /** Whether folds test examples that others test too. */
  readonly testsOverlap: boolean;
  /** What the result rests on: to be shown beside it. */
  readonly sentences: readonly string[];
}

/** What the options say of the design; all may be absent. */
export interface Declared {
  /** Folds that were planned, where the table lacks some. */
  readonly folds?: number | undefined;
  /** Share of the data that each block trained on, 0 to 1. */
  readonly trainFraction?: number | undefined;
  /** Test over training examples of a block, as the table of a run says it. */
  readonly testToTrain?: number | undefined;
  /** Folds were drawn anew for each seed. */
  readonly resplit?: boolean | undefined;
}

/**
 * Splits that are drawn anew overlap, by how much must be known: a single fold does not say it, and blocks of
 * their own have no folds.
 */
function refuseUnknownSplits(kind: Design['kind'], folds: number, trainFraction: number | undefined): void {
  if (kind === 'blocks')
    throw new FanoutError(
      'USAGE',
      '--resplit is about folds of one data set, and --block names blocks that share no data',
      {
        hint: 'give one of them',
      },
    );
  if (folds < 2 && trainFraction === undefined)
    throw new FanoutError(
      'USAGE',
      '--resplit: with a single fold every seed is a split of its own, and nothing says how much of the data each trained on',
      { hint: 'give --train-fraction, for example 0.8, or --folds' },
    );
}

/**
 * How much each block trained on, and where that is taken from: an option, the folds planned, or the table.
 * Pure. Throws USAGE.
 */
export function assumptionsOf(design: Design, declared: Declared): Assumptions {
  const { folds, trainFraction } = declared;
  const { kind, foldsWithValues } = design;
  const count = folds ?? design.folds;
  const told = declared.testToTrain;
  if (declared.resplit && told === undefined) refuseUnknownSplits(kind, count, trainFraction);
  const testToTrain = told ?? ratio(kind, count, trainFraction);
  const share = `${Number((100 / (1 + testToTrain)).toPrecision(4))}%`;
  const corrected = `test/train ${Number(testToTrain.toPrecision(3))}`;
  const missing = count - foldsWithValues;
  return {
    testToTrain,
    testsOverlap: kind !== 'blocks' && testsOverlap(count, testToTrain, declared.resplit === true),
    sentences: [
      trainFraction !== undefined
        ? `Each block is taken to have trained on ${share} of the data (--train-fraction; ${corrected}).`
        : testToTrain > 0
          ? `Assumed: each block trained on ${share} of the data, since ${folds !== undefined ? `--folds says ${count} folds` : `the table has ${count} folds`} (${corrected}; --train-fraction says otherwise).`
          : INDEPENDENT[kind === 'blocks' ? 'blocks' : kind === 'seeds' ? 'seeds' : 'fold'],
      ...(kind !== 'seeds' && missing > 0
        ? [`${missing} of ${count} ${kind} ${missing === 1 ? 'has' : 'have'} no value of any arm.`]
        : []),
      ...(trainFraction === undefined && folds === undefined && looksRepeated(design)
        ? [
            `QUESTION: are these ${count} folds, or repeats of fewer, for example ${repeats(count)}? As ${count} folds each would have trained on ${share} of the data. ` +
              'If they are repeats, name the columns of fold and repeat (--fold, --seed), or give --train-fraction (0.9 for tenfold): the result changes.',
          ]
        : []),
    ],
  };
}

/** What shares that are given with few digits may be off by: 0.66 of three folds. */
const ROUNDING = 0.05;

/**
 * Folds that test more than all of the data together test some examples twice; and where each seed has folds
 * of its own those that test less are parts held out. Pure.
 */
function testsOverlap(folds: number, testToTrain: number, resplit: boolean): boolean {
  const tested = (folds * testToTrain) / (1 + testToTrain);
  return folds > 1 && !resplit ? tested > 1 + ROUNDING : resplit && Math.abs(tested - 1) > ROUNDING;
}

const INDEPENDENT = {
  blocks:
    'Assumed: the blocks share no training data, as separate data sets do (test/train 0; --train-fraction says otherwise).',
  seeds:
    'Assumed: there are no folds, so all values come from one split of the data (--fold names a column of folds, --block one of blocks that share no data).',
  fold: 'Assumed: there is one fold, so all values come from one split of the data (--fold names another column of folds, --block one of blocks that share no data).',
};

/** k folds test on 1/k and train on the rest; what has no folds is taken for independent runs. Pure. */
function ratio(kind: Design['kind'], folds: number, trainFraction: number | undefined): number {
  if (trainFraction !== undefined) return (1 - trainFraction) / trainFraction;
  return kind !== 'blocks' && folds > 1 ? 1 / (folds - 1) : 0;
}

function looksRepeated({ kind, folds, seedsPerFold }: Design): boolean {
  return kind === 'folds' && folds > MANY_FOLDS && seedsPerFold === 1;
}

function repeats(count: number): string {
  const folds = [10, 5].find((each) => count % each === 0);
  return folds === undefined ? 'ten folds drawn several times' : `${count / folds} × ${folds} folds`;
}
