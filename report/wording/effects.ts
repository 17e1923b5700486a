/** Effects by factor in words, for the terminal. */
import type { FactorEffect, Verdict } from '../../proto/verdict.ts';
import { confidence, pValue } from './numbers.ts';
import type { Unit } from './unit.ts';

/** What stands above the effects: that they are averages, and of what kind the intervals are. Pure. */
export function effectsHeading({ settings, effects = [] }: Verdict): string {
  const together = effects.length > 1 ? 'simultaneous ' : '';
  return `By factor, averaged over the levels of the others (${together}${confidence(settings.confidence)} intervals, paired by block)`;
}

/** `lr: 0.1 − 0.01`. Pure. */
export function effectName({ factor, a, b }: FactorEffect): string {
  return `${factor}: ${a} − ${b}`;
}

/** Whether single combinations depart from an average by more than chance. Pure. */
export function interacts({ interaction }: FactorEffect, { settings }: Pick<Verdict, 'settings'>): boolean {
  return interaction.p < settings.alpha;
}

/** `+0.62 (+0.10 to +1.14, adjusted p 0.03)`, and whether single combinations depart from it. Pure. */
export function effectText(effect: FactorEffect, verdict: Verdict, unit: Unit): string {
  const { difference, interval, pAdjusted } = effect;
  if (difference === null) return 'no block has all arms';
  const range = interval ? `${unit.signed(interval.low)} to ${unit.signed(interval.high)}` : 'no spread';
  const p = pAdjusted === null ? '' : `, adjusted p ${pValue(pAdjusted, verdict.settings.alpha)}`;
  const note = interacts(effect, verdict) ? '; NOT the same in all combinations' : '';
  return `${unit.signed(difference)} (${range}${p})${note}`;
}
