import type { Verdict, VerdictGroup, VerdictPair } from '../proto/verdict.ts';
import { figure, percent, percentagePoints, pValue } from '../report/wording/numbers.ts';

/** Numbers as the sentences say them. */
export interface Wording {
  readonly value: (value: number) => string;
  /** A difference, unsigned, with its unit. */
  readonly difference: (value: number) => string;
}

/** Accuracy in per cent and percentage points; other values as they are. */
export const WORDING: Readonly<Record<'accuracy' | 'value', Wording>> = {
  accuracy: {
    value: (value) => percent(value),
    difference: percentagePoints,
  },
  value: { value: figure, difference: (value) => figure(Math.abs(value)) },
};

/** The verdict in two plain sentences: who is best and how sure that is; what else must be known first. Pure. */
export function sentencesOf(verdict: Verdict, unit: 'accuracy' | 'value'): string[] {
  const words = WORDING[unit];
  const learners = verdict.groups.filter((group) => !group.atChance);
  const lost = verdict.groups.filter((group) => group.atChance).map(({ group }) => group);
  return [best(verdict, learners, words), rest(verdict, learners, lost, words)];
}

/** With seeds in blocks: how far the looks so far have decided. Pure. */
export function looksText({ pairs, sequential }: Verdict): string {
  const open = pairs.filter(({ conclusion }) => conclusion === 'undecided').length;
  const { looks, maxSeeds } = sequential!;
  return `After ${looks.at(-1)!.seeds} of at most ${maxSeeds} seeds: ${pairs.length - open} of ${pairs.length} pairs are decided`;
}

function best(verdict: Verdict, learners: readonly VerdictGroup[], words: Wording): string {
  const [first, second] = learners;
  if (!first) return 'Nothing learned: every choice ended at chance, so there is nothing to compare.';
  const shown = `${first.group} (${words.value(first.mean)})`;
  if (!second) return `${shown} is the only choice that learned, so there is nothing to compare it with.`;
  const others = learners.slice(1);
  const by = (conclusion: (pair: VerdictPair) => boolean) =>
    others.filter(({ group }) => conclusion(pairOf(verdict, first.group, group)!)).map(({ group }) => group);
  const beaten = by(isDecided);
  if (beaten.length === others.length) {
    const pair = pairOf(verdict, first.group, second.group)!;
    const side = verdict.settings.maximize ? 'above' : 'below';
    return `${shown} is the best: ${words.difference(pair.difference)} ${side} ${second.group}, the next${evidence(pair, words)}.`;
  }
  const level = by((pair) => pair.conclusion === 'equivalent');
  const open = by((pair) => pair.conclusion === 'undecided');
  const clauses = [
    ...(beaten.length > 0 ? [`is better than ${join(beaten)}`] : []),
    ...(level.length > 0
      ? [`is equivalent to ${join(level)} within ${words.difference(verdict.settings.margin ?? 0)}`]
      : []),
    ...(open.length > 0 ? [`cannot be told apart from ${join(open)} by this study`] : []),
  ];
  return `${first.group} has the ${verdict.settings.maximize ? 'highest' : 'lowest'} mean, ${words.value(first.mean)}; it ${join(clauses)}.`;
}

function rest(
  verdict: Verdict,
  learners: readonly VerdictGroup[],
  lost: readonly string[],
  words: Wording,
): string {
  const limit = verdict.power.detectableDifference;
  const sharpness =
    limit === null
      ? 'The study is too small to say what it could have shown.'
      : `With ${verdict.power.blocks} blocks it finds differences from about ${words.difference(limit)} on (80% power).`;
  if (lost.length === 0)
    return learners.length < 2 ? 'Every choice that was tried is shown below.' : sharpness;
  const chance = `${join(lost)} ended at chance, which is a finding in itself; ${lost.length === 1 ? 'it is' : 'they are'} left out of the comparison of means`;
  return learners.length < 2 || limit === null ? `${chance}.` : `${chance}. ${sharpness}`;
}

function evidence({ interval, pAdjusted }: VerdictPair, words: Wording): string {
  if (!interval || pAdjusted === null) return '';
  const [low, high] = [interval.low, interval.high].map(Math.abs).sort((x, y) => x - y);
  return ` (interval ${words.difference(low!).replace(/ .*/, '')} to ${words.difference(high!)}, adjusted p ${pValue(pAdjusted)})`;
}

export function pairOf({ pairs }: Pick<Verdict, 'pairs'>, a: string, b: string): VerdictPair | undefined {
  return pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a));
}

function isDecided({ conclusion }: VerdictPair): boolean {
  return conclusion === 'a_better' || conclusion === 'b_better';
}

/** More names than this are not listed in a sentence. */
const LISTED = 12;

/** `a, b and c`; of many names the first ten and how many more. */
function join(names: readonly string[]): string {
  if (names.length > LISTED) return `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
