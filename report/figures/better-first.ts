import type { PairConclusion, VerdictPair } from '../../proto/verdict.ts';

const SWAPPED: Readonly<Record<PairConclusion, PairConclusion>> = {
  a_better: 'b_better',
  b_better: 'a_better',
  equivalent: 'equivalent',
  undecided: 'undecided',
};

/** The pairs, each with the one of the better mean first, the largest difference on top; they say the same as before. Pure. */
export function betterFirst(pairs: readonly VerdictPair[], maximize = true): readonly VerdictPair[] {
  return pairs
    .map((pair) => ((maximize ? pair.difference < 0 : pair.difference > 0) ? swapped(pair) : pair))
    .sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference));
}

function swapped(pair: VerdictPair): VerdictPair {
  const { a, b, difference, interval, t, effectSize, superiority, conclusion } = pair;
  return {
    ...pair,
    a: b,
    b: a,
    difference: -difference,
    interval: interval && { low: -interval.high, high: -interval.low },
    t: t === null ? null : -t,
    effectSize: effectSize === null ? null : -effectSize,
    superiority: 1 - superiority,
    conclusion: SWAPPED[conclusion],
  };
}
