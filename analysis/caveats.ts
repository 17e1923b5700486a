import type { Verdict, VerdictPair } from '../proto/verdict.ts';
import { figure } from '../report/wording/numbers.ts';
import { type Missing, missingText } from './missing.ts';
import type { BlockNames, ValueUnit } from './options.ts';
import { varianceText } from './variance-text.ts';
import { join, WORDING } from './wording.ts';

/** What a reader must know before leaning on the verdict. Pure. */
export function caveatsOf(
  verdict: Verdict,
  unit: ValueUnit,
  missing: readonly Missing[],
  names?: BlockNames,
): string[] {
  const text = missingText(missing, names);
  const compared = verdict.pairs.length > 0 ? ' Each pair is compared on the blocks that both have.' : '';
  return [
    ...(text === undefined ? [] : [`${text}${compared}`]),
    ...basisCaveats(verdict, names?.unit),
    ...overlapCaveats(verdict),
    ...clippedCaveats(verdict),
    ...spreadCaveats(verdict, unit),
    ...equivalenceCaveats(verdict, unit),
    ...earlierCaveats(verdict),
    ...letterCaveats(verdict),
    ...(verdict.variance ? [varianceText(verdict.variance, WORDING[unit], names?.unit ?? 'fold')] : []),
  ];
}

function basisCaveats({ pairs, power, settings }: Verdict, unit: BlockNames['unit'] = 'fold'): string[] {
  const caveats: string[] = [];
  if (pairs.length > 0 && power.blocks < 2) {
    caveats.push(
      `There is only one block (${settings.oneSplit ? 'one seed' : 'one fold and seed'}): no spread can be measured, so nothing can be decided.`,
    );
  } else {
    const one = pairs.filter(({ blocks }) => blocks === 1);
    if (one.length > 0)
      caveats.push(
        `${named(one)} have only one block in common: no spread can be measured, so nothing can be decided of them.`,
      );
  }
  const single = pairs.filter(({ basis }) => basis === 'seeds');
  if (single.length > 0) {
    const all = single.length === pairs.length;
    const which = all
      ? `There ${unit === null ? 'are no folds' : `is only one ${unit}`}`
      : `${named(single)} share only one ${unit ?? 'fold'}`;
    const together = !all && single.length > 1 ? ` (simultaneous over these ${single.length} pairs)` : '';
    caveats.push(
      `${which}: the seeds show the noise of training on one split, and their intervals${together} are of that alone. Whether a difference holds on ` +
        `other data is not known, and there is no p for it; that takes more ${unit ?? 'fold'}s.`,
    );
  }
  const apart = pairs.filter(({ difference }) => difference === null);
  if (apart.length > 0)
    caveats.push(`${named(apart)} have no block in common, so that they cannot be compared directly.`);
  const tested = pairs.some(({ p }) => p !== null);
  const smallest = Math.min(1, power.smallestWilcoxonP * Math.max(1, settings.comparisons));
  if (tested && smallest > settings.alpha) {
    const units = settings.oneSplit ? 'seeds' : settings.resplit ? 'splits' : `${unit ?? 'fold'}s`;
    const adjusted =
      smallest > power.smallestWilcoxonP
        ? ` (${figure(smallest)} adjusted for ${settings.comparisons} pairs)`
        : '';
    caveats.push(
      `What is decided is decided by a t-test, which takes differences to be about normal. Over so few ${units} a test that does not, the exact Wilcoxon ` +
        `signed-rank test, could decide no pair: its p cannot go below ${power.smallestWilcoxonP}${adjusted}. More ${units} change that${settings.resplit || settings.oneSplit ? '' : ', more seeds do not'}.`,
    );
  }
  return caveats;
}

/** What repeats and parts held out do to the error. */
function overlapCaveats({ pairs, settings }: Verdict): string[] {
  return settings.testsOverlap && pairs.some(({ p }) => p !== null)
    ? [
        'Folds test examples that others test too, as repeats of a cross-validation and parts held out do. However many they are, they are of one data set: the error ' +
          'allows for that, and the test has at most ten degrees of freedom.',
      ]
    : [];
}

/** Pairs that Holm's procedure decides, and whose interval ends at 0 for it. */
function clippedCaveats({ pairs }: Verdict): string[] {
  const clipped = pairs.filter(({ interval, conclusion }) => {
    const ends = interval ? [interval.low, interval.high] : [];
    return conclusion.endsWith('better') && ends.includes(0);
  });
  return clipped.length === 0
    ? []
    : [
        `${named(clipped)}: the interval reaches to 0, and 0 itself is not in it. Holm’s procedure decides which is better there; simultaneous intervals by Bonferroni’s inequality alone would not.`,
      ];
}

function letterCaveats({ groups }: Verdict): string[] {
  const compared = groups.filter(({ chanceLevel }) => !chanceLevel);
  const none = compared.length > 1 && compared.every(({ letters }) => letters === '');
  return none
    ? ['Letters are left out: more than 26 of them would be needed. The pairs say what differs.']
    : [];
}

function spreadCaveats({ pairs }: Verdict, unit: ValueUnit): string[] {
  const words = WORDING[unit];
  const even = pairs.filter(({ error, blocks }) => error === 0 && blocks > 1);
  const equal = even.filter(({ effectSize, superiority }) => effectSize === null && superiority === 0.5);
  const shifted = even.filter((pair) => !equal.includes(pair));
  const open = shifted.filter(({ conclusion }) => conclusion === 'undecided');
  const others = shifted.filter((pair) => !open.includes(pair));
  const shiftedText = (those: readonly VerdictPair[], end: string) => {
    const [first, ...more] = those;
    if (!first) return [];
    const amount =
      more.length === 0 ? `by ${words.difference(first.difference!)}` : 'each by an amount that is the same';
    return [
      `${named(those)} differ ${amount} in every block that both have: without any spread no p can be computed${end}.`,
    ];
  };
  return [
    ...shiftedText(open, ', and the difference is not decided'),
    ...shiftedText(others, ' for the difference'),
    ...(equal.length > 0
      ? [
          `${named(equal)} do not differ in any block that both have: without any spread no p can be computed for a difference.`,
        ]
      : []),
  ];
}

function equivalenceCaveats({ pairs, settings }: Verdict, unit: ValueUnit): string[] {
  const { margin, examples, examplesKnown } = settings;
  if (margin === null) {
    return pairs.length > 0 ? ['No margin was given, so that equivalence is not tested.'] : [];
  }
  const mixed = pairs.filter((pair) => pair.conclusion.endsWith('better') && pair.equivalence.equivalent);
  const shown = pairs.some(({ equivalence }) => equivalence.equivalent);
  const size = examplesKnown
    ? `${examples}`
    : `about ${examples} (estimated from the steps between accuracies)`;
  return [
    ...(mixed.length > 0
      ? [`${named(mixed)}: a difference was found, and shown to be smaller than the margin.`]
      : []),
    ...(shown && examples !== null
      ? [
          `Equivalence within ${WORDING[unit].difference(margin)} was checked against the number of validation examples behind it as well: ${size} over all folds.`,
        ]
      : []),
  ];
}

function earlierCaveats({ pairs, settings }: Verdict): string[] {
  const turned = pairs.filter(
    ({ decidedEarlier, conclusion, difference, pAdjusted, equivalence }) =>
      decidedEarlier &&
      (conclusion === 'equivalent'
        ? !equivalence.equivalent
        : (difference ?? 0) > 0 !== ((conclusion === 'a_better') === settings.maximize) ||
          pAdjusted === null ||
          pAdjusted >= settings.alpha),
  );
  return turned.length === 0
    ? []
    : [
        `${named(turned)} ${turned.length === 1 ? 'was' : 'were'} decided at an earlier look, and that stands; the figures of the last look alone would not decide so.`,
      ];
}

/** The most pairs that a caveat names. */
const MOST = 4;

function named(pairs: readonly VerdictPair[]): string {
  const names = pairs.slice(0, MOST).map(({ a, b }) => `${a} and ${b}`);
  const more = pairs.length - MOST;
  if (more > 0) return `${names.join('; ')}; and ${more} more pairs`;
  return pairs.length === 1 ? join(names) : names.join('; ');
}
