import type { Verdict } from '../../proto/verdict.ts';
import { confidence } from './numbers.ts';

/**
 * What the intervals of pairs are called: `95%` for a single pair, `simultaneous 95%` where they hold for all
 * of several. Pure.
 */
export function intervalName({
  confidence: share,
  comparisons,
}: Pick<Verdict['settings'], 'confidence' | 'comparisons'>): string {
  return `${comparisons > 1 ? 'simultaneous ' : ''}${confidence(share)}`;
}
