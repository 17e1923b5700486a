/**
 * A pack's name says what is in it: the indices of its trials as ranges, `0-6` or `0-2_5`. So whoever sees a
 * subject of the queue knows the trials without reading the message, and the same pack published twice has
 * the same subject.
 */

/**
 * Numbers of at most nine digits: more trials than any run may have, and far from where doubles lose count.
 */
const PACK_NAME = /^\d{1,9}(-\d{1,9})?(_\d{1,9}(-\d{1,9})?)*$/;
/** The longest pack name accepted from outside. */
export const LONGEST_PACK_NAME = 512;
/** The most trials that one pack may hold. */
export const LARGEST_PACK = 64;

/** Names a pack of trials (distinct indices, any order). Pure. */
export function packName(trials: readonly number[]): string {
  const sorted = [...trials].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const trial of sorted) {
    const last = ranges[ranges.length - 1];
    if (last && trial === last[1] + 1) last[1] = trial;
    else ranges.push([trial, trial]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join('_');
}

/** The trials of a named pack, ascending; undefined when it is not a well-formed name. Pure. */
export function trialsOfPack(name: string): readonly number[] | undefined {
  if (name.length > LONGEST_PACK_NAME || !PACK_NAME.test(name)) return undefined;
  const trials: number[] = [];
  for (const range of name.split('_')) {
    const [first, last = first] = range.split('-').map(Number) as [number, number?];
    if (last < first || last - first >= LARGEST_PACK) return undefined;
    for (let trial = first; trial <= last; trial++) trials.push(trial);
  }
  const distinct = trials.every((trial, index) => index === 0 || trial > trials[index - 1]!);
  return distinct && trials.length <= LARGEST_PACK && packName(trials) === name ? trials : undefined;
}
