import type { VerdictPair } from '../proto/verdict.ts';

interface Placed {
  readonly group: string;
  readonly mean: number;
  readonly chanceLevel: boolean;
}

/**
 * Groups, the best first, those at chance last: by pairs won less those lost, whatever was decided, then by
 * decided ones, and only then by their means. Pairs are compared on the blocks that both have; means over
 * different blocks, where trials are missing, rank nothing. Where no trial is missing the order is that of
 * the means. Pure.
 */
export function inOrder<Group extends Placed>(
  groups: readonly Group[],
  pairs: readonly VerdictPair[],
  maximize: boolean,
): Group[] {
  const decided = new Map<string, number>();
  const ahead = new Map<string, number>();
  const add = (counts: Map<string, number>, group: string, won: number) =>
    counts.set(group, (counts.get(group) ?? 0) + won);
  for (const { a, b, difference, conclusion } of pairs) {
    const won = conclusion === 'a_better' ? 1 : conclusion === 'b_better' ? -1 : 0;
    add(decided, a, won);
    add(decided, b, -won);
    const sign = Math.sign(difference ?? 0) * (maximize ? 1 : -1);
    add(ahead, a, sign);
    add(ahead, b, -sign);
  }
  const by = (counts: Map<string, number>, x: Group, y: Group) =>
    (counts.get(y.group) ?? 0) - (counts.get(x.group) ?? 0);
  const direction = maximize ? -1 : 1;
  return [...groups].sort(
    (x, y) =>
      Number(x.chanceLevel) - Number(y.chanceLevel) ||
      (x.chanceLevel ? 0 : by(ahead, x, y) || by(decided, x, y)) ||
      direction * (x.mean - y.mean),
  );
}
