import type { DesignOutlook, VarianceOfPair } from '../proto/verdict.ts';
import { percent } from '../report/wording/numbers.ts';
import type { Wording } from './wording.ts';

/** What twice as much of it is called, where a study has folds or blocks. */
const TWICE = {
  seeds: () => 'twice the seeds',
  folds: (unit) => `twice the ${unit}s`,
  data: () => 'twice the data',
} as const satisfies Record<Exclude<DesignOutlook['design'], 'now'>, (unit: string) => string>;

/**
 * Where the variance of a difference comes from, and what more seeds, folds or data would make of its
 * standard error. Pure.
 */
export function varianceText(
  { a, b, parts, outlook }: VarianceOfPair,
  words: Wording,
  unit: 'fold' | 'block',
): string {
  const total = parts.fold.variance + parts.seed.variance + parts.rest.variance;
  const share = (of: number) => percent(total === 0 ? 0 : of / total, 0);
  const [now, ...more] = outlook;
  const bought = more.map(
    ({ design, error }) => `${words.difference(error)} with ${TWICE[design as keyof typeof TWICE](unit)}`,
  );
  return (
    `Single differences between ${a} and ${b} vary with ${unit}s (${share(parts.fold.variance)} of their variance), seeds ` +
    `(${share(parts.seed.variance)}) and otherwise (${share(parts.rest.variance)}). The standard error of their mean, ` +
    `${words.difference(now!.error)} now, would by these estimates be about ${bought.slice(0, -1).join(', ')} or ${bought.at(-1)}.`
  );
}
