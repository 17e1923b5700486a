/** A trial's scores of all its validation examples, kept until an epoch's ranking is asked for. */
export interface ScoreRanks {
  readonly classes: number;
  /** Whether the scores of an example compete (softmax), or each class stands for itself (sigmoid). */
  readonly competing: boolean;
  readonly scores: Float32Array[];
  readonly labels: Int32Array[];
}

/** Ranks of nothing. */
export function newRanks(classes: number, competing: boolean): ScoreRanks {
  return { classes, competing, scores: [], labels: [] };
}

/** Takes examples by their scores, n × classes values, and their classes. */
export function rank(ranks: ScoreRanks, scores: Float32Array, labels: Int32Array): void {
  ranks.scores.push(scores);
  ranks.labels.push(labels);
}

/**
 * The area under the ROC curve of each class against the rest, its mean over the classes: for a random
 * example of the class and one of another the chance that the first has the higher probability, ties a half,
 * as scikit-learn's `roc_auc_score(multi_class="ovr", average="macro")`. Classes that no example or every
 * example has are left out; NaN where none is left, or a score is no number. Pure.
 */
export function areaUnderCurve(ranks: ScoreRanks): number {
  let sum = 0;
  let known = 0;
  const probabilities = ranks.scores.map((scores) => probabilitiesOf(scores, ranks));
  for (let own = 0; own < ranks.classes; own++) {
    const [inside, outside] = split(ranks, probabilities, own);
    if (inside.length === 0 || outside.length === 0) continue;
    sum += chanceOfHigher(inside.sort(), outside.sort());
    known += 1;
  }
  return sum / known;
}

/** The probability of each class; of classes that each stand for themselves what has the same order. */
function probabilitiesOf(scores: Float32Array, { classes, competing }: ScoreRanks): Float64Array {
  const values = Float64Array.from(scores);
  if (!competing) return values;
  for (let first = 0; first < values.length; first += classes) {
    const row = values.subarray(first, first + classes);
    const top = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    let total = 0;
    for (let own = 0; own < classes; own++) total += row[own] = Math.exp(row[own]! - top);
    for (let own = 0; own < classes; own++) row[own]! /= total;
  }
  return values;
}

/** The probabilities of a class: of the examples that are of it, and of the others. */
function split({ labels, classes }: ScoreRanks, probabilities: readonly Float64Array[], own: number) {
  const inside: number[] = [];
  const outside: number[] = [];
  for (const [part, classesOf] of labels.entries())
    for (const [example, label] of classesOf.entries())
      (label === own ? inside : outside).push(probabilities[part]![example * classes + own]!);
  return [Float64Array.from(inside), Float64Array.from(outside)] as const;
}

/** Both in ascending order, NaN last. */
function chanceOfHigher(inside: Float64Array, outside: Float64Array): number {
  if (Number.isNaN(inside.at(-1)!) || Number.isNaN(outside.at(-1)!)) return Number.NaN;
  let [below, notAbove, wins] = [0, 0, 0];
  for (const value of inside) {
    while (below < outside.length && outside[below]! < value) below += 1;
    while (notAbove < outside.length && outside[notAbove]! <= value) notAbove += 1;
    wins += (below + notAbove) / 2;
  }
  return wins / inside.length / outside.length;
}
