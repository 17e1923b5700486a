import type { Metrics } from '../../../proto/metrics.ts';
import type { RegressionMetric } from '../../../study/metrics.ts';
import type { ErrorTally } from './error-tally.ts';

/** What is known of a trial after an epoch. */
export interface RegressionFacts {
  /** Of the validation examples, as the engine has it. */
  readonly loss: number;
  /** Mean over the training examples of the epoch. */
  readonly trainLoss: number;
  readonly errors: ErrorTally;
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

const meanSquare = ({ squares, examples }: ErrorTally) => mean(squares) / examples;

/**
 * The share of the targets' variance that is explained, its mean over the outputs, as scikit-learn's
 * `r2_score`: where the targets do not vary 1 for no error at all, else 0. Pure.
 */
export function explainedShare({ squares, spread }: ErrorTally): number {
  return mean(
    squares.map((square, output) => {
      if (spread[output] !== 0) return 1 - square / spread[output]!;
      return square === 0 ? 1 : 0;
    }),
  );
}

/** How each metric of a regression is computed. What each is declared as stands in `study/metrics.ts`. */
const COMPUTED: Readonly<Record<RegressionMetric, (facts: RegressionFacts) => number>> = {
  r2: ({ errors }) => explainedShare(errors),
  mse: ({ errors }) => meanSquare(errors),
  // Of several outputs the mean of their roots, as scikit-learn's `root_mean_squared_error`.
  rmse: ({ errors: { squares, examples } }) => mean(squares.map((square) => Math.sqrt(square / examples))),
  mae: ({ errors }) => mean(errors.distances) / errors.examples,
  loss: ({ loss }) => loss,
  train_loss: ({ trainLoss }) => trainLoss,
};

/** The metrics of a trial of a regression after an epoch. What is not finite is left out. Pure. */
export function regressionMetrics(
  wanted: readonly { readonly name: string }[],
  facts: RegressionFacts,
): Metrics {
  const known = Object.entries(COMPUTED).filter(([name]) => wanted.some((metric) => metric.name === name));
  const values = known.map(([name, compute]) => [name, compute(facts)] as const);
  return Object.fromEntries(values.filter(([, value]) => Number.isFinite(value)));
}
