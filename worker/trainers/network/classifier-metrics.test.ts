/** The metrics of a classifier against scikit-learn's, and in their borderline cases. */
import { expect, it } from 'vitest';
import { CLASSIFIER_METRICS, metricsOf } from '../../../study/metrics.ts';
import { count, newTally } from './class-tally.ts';
import { classifierMetrics, historyOf } from './classifier-metrics.ts';
import { newRanks, rank } from './score-ranks.ts';

/** Scores that put these classes first, with the rest in the order of the alphabet. */
const scoresOf = (predicted: readonly number[], classes: number) =>
  Float32Array.from(
    predicted.flatMap((first) =>
      Array.from({ length: classes }, (_, own) => (own === first ? 1 : -own / classes)),
    ),
  );

function measured(actual: readonly number[], predicted: readonly number[], classes: number, parts = 1) {
  const tally = newTally(classes);
  const size = actual.length / parts;
  for (let from = 0; from < actual.length; from += size) {
    const scores = scoresOf(predicted.slice(from, from + size), classes);
    count(tally, scores, Int32Array.from(actual.slice(from, from + size)));
  }
  return classifierMetrics(metricsOf(classes), { accuracy: 0.5, loss: 1.25, trainLoss: 2.5, tally });
}

it('are those of scikit-learn 1.3', () => {
  // from sklearn.metrics import balanced_accuracy_score, f1_score
  // y, p = [0,0,0,0,1,1,2,2,2,2], [0,0,1,2,1,0,2,2,2,1]
  // balanced_accuracy_score(y, p); f1_score(y, p, average="macro")
  const actual = [0, 0, 0, 0, 1, 1, 2, 2, 2, 2];
  const predicted = [0, 0, 1, 2, 1, 0, 2, 2, 2, 1];
  for (const parts of [1, 5]) {
    const metrics = measured(actual, predicted, 3, parts);
    expect(metrics.balanced_accuracy).toBeCloseTo(0.5833333333333334, 14);
    expect(metrics.macro_f1).toBeCloseTo((4 / 7 + 2 / 5 + 3 / 4) / 3, 14);
    expect(metrics).toMatchObject({ accuracy: 0.5, loss: 1.25, train_loss: 2.5 });
  }
});

it('leave out classes that do not occur, as scikit-learn does', () => {
  // Class 2 neither occurs nor is predicted; class 3 is predicted, but does not occur: it counts for F1
  // alone, as 0.
  const metrics = measured([0, 0, 1, 1], [0, 0, 1, 3], 4);
  expect(metrics.balanced_accuracy).toBeCloseTo((1 + 1 / 2) / 2, 14);
  expect(metrics.macro_f1).toBeCloseTo((1 + 2 / 3 + 0) / 3, 14);
});

it('of equal scores, and of scores that are no numbers, the lowest class counts', () => {
  const tally = newTally(3);
  count(tally, Float32Array.of(2, 2, 2, Number.NaN, Number.NaN, Number.NaN, 0, 1, 1), Int32Array.of(0, 1, 2));
  expect([...tally.predicted]).toEqual([2, 1, 0]);
  expect([...tally.right]).toEqual([1, 0, 0]);
});

it('what is not finite is absent at the end, and null in the history', () => {
  const tally = newTally(3);
  count(tally, scoresOf([0], 3), Int32Array.of(0));
  const facts = { accuracy: 1, loss: Number.NaN, trainLoss: Number.POSITIVE_INFINITY, tally };
  const metrics = classifierMetrics(metricsOf(3), facts);
  expect(metrics).toEqual({ accuracy: 1, balanced_accuracy: 1, macro_f1: 1 });
  const wanted = [{ name: 'accuracy' }, { name: 'loss' }];
  expect(historyOf(wanted, [metrics, { accuracy: 1, loss: 2 }])).toEqual({
    accuracy: [1, 1],
    loss: [null, 2],
  });
});

it('an example whose class is the fifth counts among the five likeliest, one whose class is the sixth does not', () => {
  // As top_k_accuracy_score(y, scores, k=5) of scikit-learn, but for ties, which go to the lowest class here.
  const tally = newTally(7);
  const scores = Float32Array.of(7, 6, 5, 4, 3, 2, 1);
  for (const own of [0, 4, 5, 6]) count(tally, scores, Int32Array.of(own));
  count(tally, new Float32Array(7), Int32Array.of(4));
  count(tally, new Float32Array(7), Int32Array.of(5));
  count(tally, new Float32Array(7).fill(Number.NaN), Int32Array.of(6));
  const facts = { accuracy: 1, loss: 0, trainLoss: 0, tally };
  expect(classifierMetrics(metricsOf(7), facts).top5_accuracy).toBe(3 / 7);
  expect(classifierMetrics(metricsOf(5), facts)).not.toHaveProperty('top5_accuracy');
});

it('every metric that is declared is computed, and no other is asked for', () => {
  const classes = 1_000;
  const ranks = newRanks(classes, true);
  rank(ranks, scoresOf([0, 1], classes), Int32Array.of(0, 1));
  const tally = newTally(classes);
  count(tally, scoresOf([0, 1], classes), Int32Array.of(0, 1));
  const facts = { accuracy: 1, loss: 0, trainLoss: 0, tally };
  const metrics = classifierMetrics(CLASSIFIER_METRICS, { ...facts, ranks });
  expect(Object.keys(metrics).sort()).toEqual(CLASSIFIER_METRICS.map(({ name }) => name).sort());
  expect(classifierMetrics([{ name: 'auc' }, { name: 'loss' }], facts)).toEqual({ loss: 0 });
});
