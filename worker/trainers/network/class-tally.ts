/**
 * How often a trial was right, counted by class over its validation examples: what the metrics of a
 * classifier are made from.
 */
export interface ClassTally {
  /** By class: examples of it, examples taken for it, and examples that are both. */
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly right: Float64Array;
  examples: number;
  /** Examples whose own class is among the five with the highest scores. */
  amongFive: number;
}

/** A tally of nothing. */
export function newTally(classes: number): ClassTally {
  const counts = () => new Float64Array(classes);
  return { actual: counts(), predicted: counts(), right: counts(), examples: 0, amongFive: 0 };
}

/**
 * Counts examples by their scores, n × classes values, and their classes; of equal scores, and of those that
 * are no numbers, the lowest class comes first.
 */
export function count(tally: ClassTally, scores: Float32Array, classes: Int32Array): void {
  const width = tally.actual.length;
  for (const [example, own] of classes.entries()) {
    const first = example * width;
    const score = scores[first + own]!;
    let best = 0;
    let ahead = 0;
    for (let other = 0; other < width; other++) {
      const value = scores[first + other]!;
      if (value > scores[first + best]!) best = other;
      if (value > score || (other < own && !(value < score))) ahead += 1;
    }
    tally.actual[own]! += 1;
    tally.predicted[best]! += 1;
    if (best === own) tally.right[own]! += 1;
    if (ahead < 5) tally.amongFive += 1;
  }
  tally.examples += classes.length;
}
