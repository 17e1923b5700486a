import type { Verdict, VerdictGroup, VerdictPair } from '../proto/verdict.ts';
import { confidence, pValue } from '../report/wording/numbers.ts';
import { learningSentence } from './learning-sentence.ts';
import type { ValueUnit } from './options.ts';
import { join, WORDING, type Wording } from './wording.ts';

export { WORDING, type Wording } from './wording.ts';

/**
 * The verdict in plain sentences: who is best and how sure that is; what did not learn; what the study can
 * find. `lost`: some arm has no value at all. Pure.
 */
export function sentencesOf(verdict: Verdict, unit: ValueUnit, lost = false): string[] {
  const words = WORDING[unit];
  const learners = verdict.groups.filter((group) => !group.chanceLevel);
  const learning = learningSentence(verdict);
  const limit = verdict.power.detectableDifference;
  const pairs = verdict.settings.comparisons;
  const sharpness =
    limit === null
      ? undefined
      : `The study finds differences from about ${words.difference(limit)} on ` +
        `(80% power${pairs > 1 ? `, adjusted for ${pairs} pairs` : ''}).`;
  return [best(verdict, learners, words, lost), learning, sharpness].filter(
    (sentence) => sentence !== undefined,
  );
}

/** With seeds in blocks: how far the looks so far have decided. Pure. */
export function looksText({ pairs, sequential }: Verdict): string {
  const open = pairs.filter(({ conclusion }) => conclusion === 'undecided').length;
  const { looks, maxSeeds } = sequential!;
  return `After ${looks.at(-1)!.seeds} of at most ${maxSeeds} seeds: ${pairs.length - open} of ${pairs.length} pairs are decided`;
}

/**
 * A pair as one of its groups sees it: the difference is own − other, `better` and `worse` are from its side.
 */
interface Side {
  readonly pair: VerdictPair;
  readonly other: string;
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly outcome: 'better' | 'worse' | 'equivalent' | 'undecided' | 'unknown' | 'one fold';
}

/**
 * The pair that the first sentence is about: the first group and the nearest of the others; undefined without
 * a pair. Pure.
 */
export function leadingPair({ groups, pairs }: Pick<Verdict, 'groups' | 'pairs'>): VerdictPair | undefined {
  const first = groups.find((group) => !group.chanceLevel);
  if (!first) return undefined;
  return nearest(sidesOf(pairs, first.group))?.pair;
}

function best(verdict: Verdict, learners: readonly VerdictGroup[], words: Wording, lost: boolean): string {
  const [first] = learners;
  if (!first)
    return verdict.groups.length === 0
      ? 'There are no values to compare.'
      : 'No arm learned in any trial, so there is nothing to compare.';
  const sides = sidesOf(verdict.pairs, first.group);
  if (sides.length === 0) return alone(verdict, first, words, lost);
  const whole = sides.every(({ pair }) => pair.blocks === first.trials) && sameBlocks(verdict, learners);
  const above = verdict.settings.maximize ? 'above' : 'below';
  if (sides.every(({ outcome }) => outcome === 'better')) {
    const side = nearest(sides)!;
    const shown = whole ? `${first.group} (${words.value(first.mean)})` : first.group;
    const common = whole ? '' : `, over the ${blocksText(side.pair.blocks)} that both have`;
    const next = sides.length < 2 ? '' : learners[1]!.group === side.other ? ', the next' : ', the nearest';
    return follows(side, verdict.settings.maximize)
      ? `${shown} is the best: ${words.difference(side.difference!)} ${above} ${side.other}${next}${common}${evidence(side, verdict, words)}${withinMargin(side, verdict, words)}.`
      : `${shown} is the best by what earlier looks decided, though the figures of the last no longer show it.`;
  }
  const extreme = verdict.settings.maximize ? 'highest' : 'lowest';
  const level = sides.filter(({ difference, pair }) => isLevel(difference, pair)).map(({ other }) => other);
  const shared =
    level.length > 0
      ? `${join([first.group, ...level])} share the ${extreme} mean, ${words.value(first.mean)}; ${first.group}`
      : `${first.group} has the ${extreme} mean, ${words.value(first.mean)}; it`;
  const opening = whole ? shared : `Pairs are compared on the blocks that both have: ${first.group}`;
  return `${opening} ${join(clauses(sides, verdict, words))}.`;
}

function clauses(sides: readonly Side[], { settings }: Verdict, words: Wording): string[] {
  const those = (outcome: Side['outcome']) =>
    sides.filter((side) => side.outcome === outcome).map(({ other }) => other);
  const clause = (outcome: Side['outcome'], text: (names: string) => string) => {
    const names = those(outcome);
    return names.length > 0 ? [text(join(names))] : [];
  };
  return [
    ...clause('better', (names) => `is better than ${names}`),
    ...clause('worse', (names) => `is worse than ${names}`),
    ...clause(
      'equivalent',
      (names) => `is equivalent to ${names} within ${words.difference(settings.margin ?? 0)}`,
    ),
    ...clause('undecided', (names) => `cannot be told apart from ${names} by this study`),
    ...clause(
      'one fold',
      (names) =>
        `was compared with ${names} on one split of the data only, which does not tell whether a difference holds on other data`,
    ),
    ...clause(
      'unknown',
      (names) => `has no block in common with ${names}, so that they cannot be compared directly`,
    ),
  ];
}

function alone(verdict: Verdict, first: VerdictGroup, words: Wording, lost: boolean): string {
  const shown = `${first.group} (${words.value(first.mean)})`;
  const others = verdict.groups.length - 1;
  if (others === 0)
    return `${shown} is the only arm${lost ? ' with a value' : ''}, so there is nothing to compare it with.`;
  const some = first.unstable ? `, in ${first.trials - first.dead} of ${first.trials} trials` : '';
  return `${shown} is the only arm that learned${some}, so there is nothing to compare it with.`;
}

function sidesOf(pairs: readonly VerdictPair[], group: string): Side[] {
  return pairs.flatMap((pair): Side[] => {
    const { a, b, difference, interval, conclusion, basis } = pair;
    if (a !== group && b !== group) return [];
    const own = a === group;
    const decided = conclusion.endsWith('better');
    const wins = (conclusion === 'a_better') === own;
    const open = difference === null ? 'unknown' : basis === 'seeds' ? 'one fold' : 'undecided';
    return [
      {
        pair,
        other: own ? b : a,
        difference: difference === null || own ? difference : -difference,
        low: interval && (own ? interval.low : -interval.high),
        high: interval && (own ? interval.high : -interval.low),
        outcome: decided ? (wins ? 'better' : 'worse') : conclusion === 'equivalent' ? 'equivalent' : open,
      },
    ];
  });
}

/** Whether two means are the same but for rounding. */
function isLevel(difference: number | null, { error, superiority }: VerdictPair): boolean {
  return (
    difference !== null &&
    (difference === 0 || Math.abs(difference) < 1e-12 * (error ?? 0) || (error === 0 && superiority === 0.5))
  );
}

function nearest(sides: readonly Side[]): Side | undefined {
  const size = ({ difference }: Side) =>
    difference === null ? Number.POSITIVE_INFINITY : Math.abs(difference);
  return [...sides].sort((x, y) => size(x) - size(y))[0];
}

/**
 * Whether the figures say the same as the conclusion: an earlier look's conclusion stands though they may
 * have turned.
 */
function follows({ difference }: Side, maximize: boolean): boolean {
  return difference !== null && difference !== 0 && difference > 0 === maximize;
}

function evidence({ pair, low, high }: Side, { settings }: Verdict, words: Wording): string {
  if (low === null || high === null || pair.pAdjusted === null) return '';
  const [from, to] = settings.maximize ? [low, high] : [-high, -low];
  const unit = words.difference(to).replace(/^\S+/, '');
  const together = settings.comparisons > 1 ? 'simultaneous ' : '';
  const adjusted = settings.comparisons > 1 ? 'adjusted ' : '';
  const earlier = pair.decidedEarlier ? '; decided at an earlier look' : '';
  return (
    ` (${together}${confidence(settings.confidence)} interval ${words.signed(from)} to ${words.signed(to)}${unit}, ` +
    `${adjusted}p ${pValue(pair.pAdjusted, settings.alpha).replace(/^(?=\d)/, '= ')}${earlier})`
  );
}

/** What a reader must know of a difference that was found and shown to be smaller than the margin. */
function withinMargin({ pair }: Side, { settings }: Verdict, words: Wording): string {
  if (!pair.equivalence.equivalent || settings.margin === null) return '';
  return `, a difference shown to be smaller than the margin of ${words.difference(settings.margin)}, so that it hardly matters`;
}

/** Whether all groups that learned have the same blocks: each pair then has as many as each of both. */
function sameBlocks({ pairs }: Verdict, learners: readonly VerdictGroup[]): boolean {
  const trials = new Map(learners.map((group) => [group.group, group.trials]));
  return pairs.every(({ a, b, blocks }) => blocks === trials.get(a) && blocks === trials.get(b));
}

function blocksText(blocks: number): string {
  return `${blocks} ${blocks === 1 ? 'block' : 'blocks'}`;
}
