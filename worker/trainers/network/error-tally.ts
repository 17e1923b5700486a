/**
 * How far a trial's predictions were off, over its validation examples: what the metrics of a regression are
 * made from.
 */
export interface ErrorTally {
  examples: number;
  /** By output: sums of squared and of absolute errors, the targets' mean, and their squares around it. */
  readonly squares: Float64Array;
  readonly distances: Float64Array;
  readonly mean: Float64Array;
  readonly spread: Float64Array;
}

/** A tally of nothing. */
export function newErrorTally(outputs: number): ErrorTally {
  const sums = () => new Float64Array(outputs);
  return { examples: 0, squares: sums(), distances: sums(), mean: sums(), spread: sums() };
}

/** Counts examples by their predictions and targets, n × outputs values each. */
export function countErrors(
  tally: ErrorTally,
  predicted: ArrayLike<number>,
  targets: ArrayLike<number>,
): void {
  const outputs = tally.mean.length;
  for (let first = 0; first < targets.length; first += outputs) {
    tally.examples += 1;
    for (let output = 0; output < outputs; output++) {
      const target = targets[first + output]!;
      const error = predicted[first + output]! - target;
      tally.squares[output]! += error * error;
      tally.distances[output]! += Math.abs(error);
      // Welford 1962: in one pass, without the loss of digits of a difference of large sums.
      const away = target - tally.mean[output]!;
      tally.mean[output]! += away / tally.examples;
      tally.spread[output]! += away * (target - tally.mean[output]!);
    }
  }
}
