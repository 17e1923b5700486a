import type { Blocks } from './blocks.ts';
import type { BlockNames, Trial } from './options.ts';

/** A group with the trials that it lacks. */
export interface Missing {
  readonly group: string;
  readonly trials: readonly { readonly fold: number; readonly seed: number }[];
}

/**
 * Which trials have no value: those that were planned, and those of blocks that another group has. Groups in
 * order of appearance. Pure.
 */
export function missingOf(blocks: Blocks, planned: readonly Trial[]): Missing[] {
  const places = new Map(blocks.places);
  for (const { fold, seed } of planned) places.set(`${fold}/${seed}`, { fold, seed });
  const groups = [...new Set([...blocks.groups, ...planned.map(({ group }) => group)])];
  return groups.flatMap((group) => {
    const own = blocks.values.get(group);
    const trials = [...places]
      .filter(([block]) => !own?.has(block))
      .map(([, place]) => place)
      .sort((x, y) => x.fold - y.fold || x.seed - y.seed);
    return trials.length > 0 ? [{ group, trials }] : [];
  });
}

/** The most blocks that are named one by one. */
const MOST_NAMED = 6;
/** The most groups that a sentence names. */
const MOST_GROUPS = 8;

/** Folds and seeds by their numbers. */
const BY_NUMBER: BlockNames = { unit: 'fold', folds: new Map(), seeds: new Map() };

/** Which trials are missing, as a sentence; undefined where none is. Pure. */
export function missingText(missing: readonly Missing[], names = BY_NUMBER): string | undefined {
  const count = missing.reduce((sum, { trials }) => sum + trials.length, 0);
  if (count === 0) return undefined;
  const places = (trials: Missing['trials']) => placesText(trials, names);
  const same = missing.every(({ trials }) => places(trials) === places(missing[0]!.trials));
  const named = missing.slice(0, MOST_GROUPS).map(({ group, trials }) => `${group} lacks ${places(trials)}`);
  const more =
    missing.length > MOST_GROUPS
      ? [`${missing.length - MOST_GROUPS} more ${missing.length - MOST_GROUPS === 1 ? 'lacks' : 'lack'} some`]
      : [];
  const list =
    same && missing.length > 1
      ? `${namesText(missing.map(({ group }) => group))} lack ${places(missing[0]!.trials)}`
      : [...named, ...more].join('; ');
  return `${count} ${count === 1 ? 'trial is' : 'trials are'} missing: ${list}.`;
}

function namesText(names: readonly string[]): string {
  if (names.length > MOST_GROUPS)
    return `${names.slice(0, MOST_GROUPS).join(', ')} and ${names.length - MOST_GROUPS} more`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Seeds that are missing in the same folds are named together. */
function placesText(
  trials: Missing['trials'],
  { unit, folds: foldNames, seeds: seedNames }: BlockNames,
): string {
  const seedsOf = new Map<number, number[]>();
  for (const { fold, seed } of trials) seedsOf.set(fold, [...(seedsOf.get(fold) ?? []), seed]);
  const listed = (what: string, own: readonly number[], names: ReadonlyMap<number, string>) =>
    own.length > MOST_NAMED
      ? `${own.length} ${what}s`
      : `${own.length === 1 ? what : `${what}s`} ${namesText(own.map((each) => names.get(each) ?? String(each)))}`;
  const foldsOf = new Map<string, number[]>();
  for (const [fold, seeds] of seedsOf) {
    const key = seedNames === null ? '' : listed('seed', seeds, seedNames);
    foldsOf.set(key, [...(foldsOf.get(key) ?? []), fold]);
  }
  if (foldsOf.size > MOST_NAMED) return `${trials.length} trials`;
  if (unit === null) return [...foldsOf.keys()].map((seeds) => seeds || 'its only value').join(' and ');
  return [...foldsOf]
    .map(([seeds, folds]) => `${listed(unit, folds, foldNames)}${seeds === '' ? '' : ` (${seeds})`}`)
    .join(' and ');
}
