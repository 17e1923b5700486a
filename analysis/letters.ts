/** Letters that a display has at most: `a` to `z`. Beyond, a display says less than the table of pairs. */
export const MOST_LETTERS = 26;
/** With so many before the sweep, fewer than `MOST_LETTERS` are not to be hoped for, and the search ends. */
const TOO_MANY = 10 * MOST_LETTERS;

/**
 * Compact letter display: groups that differ share no letter, groups that were not told apart share at least
 * one (Piepho, An algorithm for a letter-based representation of all-pairwise comparisons, 2004). A letter is
 * a set of groups of which no two differ.
 *
 * Piepho's insert-and-absorb may pass through exponentially many sets. Here each pair that was not told apart
 * and has no letter yet gets one, which is given to every other group that it fits; then letters that no pair
 * needs are swept away (Gramm et al., Algorithms for compact letter displays: comparison and evaluation,
 * 2007). Time is polynomial: at most groups⁴, in practice far less.
 *
 * `groups` are in order, best first, so that the best has an "a". Every group has an empty text where more
 * than `MOST_LETTERS` would be needed. Pure.
 */
export function letters(
  groups: readonly string[],
  differ: (a: string, b: string) => boolean,
): Map<string, string> {
  const alike = groups.map((a, i) => groups.map((b, j) => i === j || !differ(a, b)));
  const columns = swept(cover(alike), groups.length).sort(
    (x, y) => x[0]! - y[0]! || (x[1] ?? 0) - (y[1] ?? 0),
  );
  const shown = columns.length > MOST_LETTERS ? [] : columns;
  const texts = groups.map(() => '');
  for (const [index, members] of shown.entries()) {
    for (const member of members) texts[member] += String.fromCharCode(97 + index);
  }
  return new Map(groups.map((group, index) => [group, texts[index]!]));
}

/**
 * Sets of places, ascending, in which all are alike, such that every alike pair, and every place, lies in
 * one.
 */
function cover(alike: readonly (readonly boolean[])[]): number[][] {
  const covered = alike.map(() => new Set<number>());
  const columns: number[][] = [];
  for (const i of alike.keys()) {
    for (let j = i; j < alike.length; j++) {
      // A place by itself only needs a letter where no pair has given it one.
      if (!alike[i]![j] || covered[i]!.has(j) || (i === j && alike[i]!.some((same, k) => same && k !== i)))
        continue;
      const members = grown(alike, i, j);
      for (const a of members) for (const b of members) covered[a]!.add(b);
      columns.push(members);
      if (columns.length > TOO_MANY) return columns;
    }
  }
  return columns;
}

/** The pair, and in their order all others that are alike to everything taken so far. */
function grown(alike: readonly (readonly boolean[])[], i: number, j: number): number[] {
  let candidates = [...alike.keys()].filter((k) => alike[i]![k] && alike[j]![k] && k !== i && k !== j);
  const members = new Set([i, j]);
  while (candidates.length > 0) {
    const next = candidates[0]!;
    members.add(next);
    candidates = candidates.filter((k) => k !== next && alike[next]![k]);
  }
  return [...members].sort((x, y) => x - y);
}

/** Without the sets whose every pair (and place) lies in another set as well. */
function swept(columns: readonly number[][], groups: number): number[][] {
  const times = new Uint16Array(groups * groups);
  const count = (members: readonly number[], by: number) => {
    for (const a of members) for (const b of members) times[a * groups + b]! += by;
  };
  for (const members of columns) count(members, 1);
  return columns.filter((members) => {
    const needed = members.some((a) => members.some((b) => times[a * groups + b] === 1));
    if (!needed) count(members, -1);
    return needed;
  });
}
