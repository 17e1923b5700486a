import type { Draws } from './draws.ts';

/**
 * Examples as one arm sees them: `features` numbers of each row, one after the other, and what is to be
 * foretold.
 */
export interface Sample {
  readonly features: number;
  readonly x: Float64Array;
  /** Class −1 or 1, or a number to be estimated. */
  readonly y: Float64Array;
}

/**
 * A population whose truth is known. Where every arm has features of its own, all have the same law and are
 * independent given `y`: arms which see different ones are exactly equally good on average, while on any one
 * data set some arm is luckier, so that their difference varies with the data, and with it the folds. Where
 * the arms share their features, only the seeds make them differ. An effect gives the first arm's features a
 * stronger signal.
 */
export interface Population {
  readonly arms: number;
  /** Features of each arm. */
  readonly features: number;
  /** Whether all arms see the same features, but for the effect. */
  readonly shared: boolean;
  readonly kind: 'classes' | 'number';
  /** How far y = 1 moves a feature, in its standard deviations within a class. */
  readonly signal: number;
  /** What the first arm's signal has in addition; 0: no arm is better. */
  readonly effect: number;
}

/** Draws a data set of so many examples; one sample for each arm, all with the same y. */
export function drawData(population: Population, examples: number, draws: Draws): Sample[] {
  const { arms, features, shared, kind, signal, effect } = population;
  const y = Float64Array.from({ length: examples }, () =>
    kind === 'number' ? draws.normal() : draws.uniform() < 0.5 ? -1 : 1,
  );
  const noise = () => Float64Array.from({ length: examples * features }, () => draws.normal());
  const common = shared ? noise() : undefined;
  return Array.from({ length: arms }, (_, arm) => {
    const moved = signal + (arm === 0 ? effect : 0);
    const x = (common ?? noise()).map((own, place) => own + moved * y[Math.floor(place / features)]!);
    return { features, x, y };
  });
}

/** The rows named, in their order. Pure. */
export function rowsOf({ features, x, y }: Sample, rows: readonly number[]): Sample {
  const chosen = new Float64Array(rows.length * features);
  for (const [place, row] of rows.entries())
    chosen.set(x.subarray(row * features, (row + 1) * features), place * features);
  return { features, x: chosen, y: Float64Array.from(rows, (row) => y[row]!) };
}
