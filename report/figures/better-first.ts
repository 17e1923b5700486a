import type { PairConclusion, VerdictPair } from '../../proto/verdict.ts';

const SWAPPED: Readonly<Record<PairConclusion, PairConclusion>> = {
  a_better: 'b_better',
  b_better: 'a_better',
  equivalent: 'equivalent',
  undecided: 'undecided',
};

/**
 * The pairs, each with the better one first, the largest difference on top, those without a common block
 * last; they say the same as before. Pure.
 */
export function betterFirst(pairs: readonly VerdictPair[], maximize = true): readonly VerdictPair[] {
  return pairs
    .map((pair) => ((pair.difference ?? 0) * (maximize ? 1 : -1) < 0 ? swapped(pair) : pair))
    .sort((x, y) => sizeOf(y) - sizeOf(x));
}

function sizeOf({ difference }: VerdictPair): number {
  return difference === null ? -1 : Math.abs(difference);
}

function swapped(pair: VerdictPair): VerdictPair {
  const { a, b, difference, interval, t, effectSize, superiority, conclusion } = pair;
  return {
    ...pair,
    a: b,
    b: a,
    difference: difference === null ? null : -difference,
    interval: interval && { low: -interval.high, high: -interval.low },
    t: t === null ? null : -t,
    effectSize: effectSize === null ? null : -effectSize,
    superiority: superiority === null ? null : 1 - superiority,
    conclusion: SWAPPED[conclusion],
  };
}
