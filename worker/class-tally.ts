/** How often a trial was right, counted by class over its validation examples: what the metrics of a classifier are made from. */
export interface ClassTally {
  /** By class: examples of it, examples taken for it, and examples that are both. */
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly right: Float64Array;
}

/** A tally of nothing. */
export function newTally(classes: number): ClassTally {
  const counts = () => new Float64Array(classes);
  return { actual: counts(), predicted: counts(), right: counts() };
}

/** Counts examples by their scores, n × classes values, and their classes; of equal scores the lowest class counts. */
export function count(tally: ClassTally, scores: Float32Array, classes: Int32Array): void {
  const width = tally.actual.length;
  for (const [example, own] of classes.entries()) {
    const first = example * width;
    let best = 0;
    for (let other = 1; other < width; other++)
      if (scores[first + other]! > scores[first + best]!) best = other;
    tally.actual[own]! += 1;
    tally.predicted[best]! += 1;
    if (best === own) tally.right[own]! += 1;
  }
}
