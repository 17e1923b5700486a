import type { Verdict } from '../proto/verdict.ts';

/** What a reader must know before leaning on the verdict. Pure. */
export function caveatsOf(verdict: Verdict, blocks: number): string[] {
  const caveats: string[] = [];
  const compared = verdict.groups.filter((group) => !group.atChance);
  if (compared.length > 1 && blocks < 2) {
    caveats.push(
      'There is only one block (one fold and seed): no spread can be measured, so nothing can be decided.',
    );
  }
  if (verdict.power.smallestWilcoxonP > verdict.settings.alpha) {
    caveats.push(
      `With ${blocks} blocks the exact Wilcoxon signed-rank test cannot go below p = ${verdict.power.smallestWilcoxonP}: ` +
        'without assuming normal differences, no pair can be decided. More seeds change that.',
    );
  }
  if (verdict.pairs.some((pair) => pair.blocks < blocks)) {
    caveats.push('Some trials are missing: each pair is compared on the blocks that both have.');
  }
  if (verdict.pairs.some((pair) => pair.effectSize === null && pair.blocks > 1)) {
    caveats.push('Some pairs differ by exactly the same amount in every block; their p-values mean little.');
  }
  if (compared.length > 1 && compared.every(({ letters }) => letters === '')) {
    caveats.push('Letters are left out: more than 26 of them would be needed. The pairs say what differs.');
  }
  const mixed = verdict.pairs.some(
    (pair) => pair.conclusion.endsWith('better') && pair.equivalence.equivalent,
  );
  if (mixed) caveats.push('Some differences are real but smaller than the margin that matters.');
  return caveats;
}
