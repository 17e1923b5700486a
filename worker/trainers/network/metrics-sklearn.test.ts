/** The metrics of the built-in trainer, from the scores of an engine, against scikit-learn's. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../engines/engine.ts';
import { offeredMetrics } from '../../../study/metrics.ts';
import { classifierMetrics } from './classifier-metrics.ts';
import { type Counting, countScores, newCounts } from './counts.ts';
import { regressionMetrics } from './regression-metrics.ts';

type Figures = Readonly<Record<string, number>>;
const fixture: {
  readonly classification: readonly (Figures & {
    name: string;
    classes: number;
    y: number[];
    scores: number[];
  })[];
  readonly regression: readonly (Figures & {
    name: string;
    outputs: number;
    y: number[];
    predicted: number[];
  })[];
} = JSON.parse(readFileSync(new URL('fixtures/metrics-sklearn.json', import.meta.url), 'utf8'));

/** Counts in parts of three examples, as an evaluation does in larger ones. */
function counted(counting: Counting, scores: readonly number[], y: Batch['y']) {
  const counts = newCounts(counting);
  const targets = counting.task === 'regression' ? counting.classes : 1;
  for (let from = 0; from < y.length / targets; from += 3) {
    const part = Float32Array.from(scores.slice(from * counting.classes, (from + 3) * counting.classes));
    const own = y.subarray(from * targets, (from + 3) * targets);
    countScores(counts, part, { x: new Float32Array(0), y: own });
  }
  return counts;
}

describe('a classifier', () => {
  it.each(fixture.classification)('of $name', ({ classes, y, scores, ...figures }) => {
    const ranked = { competing: true };
    const { tally, ranks } = counted({ classes, ranked }, scores, Int32Array.from(y));
    const wanted = offeredMetrics({ classes });
    const facts = { accuracy: figures.accuracy!, loss: 1, trainLoss: 1, tally: tally!, ranks };
    const metrics = classifierMetrics(wanted, facts);
    for (const name of ['auroc', 'balanced_accuracy', 'macro_f1', ...(classes > 5 ? ['top5_accuracy'] : [])])
      expect(metrics[name], name).toBeCloseTo(figures[name]!, 12);
  });

  it('keeps no scores, and has no ranking, where nobody asks for it', () => {
    const { tally, ranks } = counted({ classes: 2 }, [1, 0, 0, 1], Int32Array.of(0, 1));
    expect(ranks).toBeUndefined();
    const facts = { accuracy: 1, loss: 1, trainLoss: 1, tally: tally!, ranks };
    expect(classifierMetrics(offeredMetrics({ classes: 2 }), facts)).not.toHaveProperty('auroc');
  });

  it('leaves out classes that do not occur, and tells nothing from scores that are no numbers', () => {
    const auroc = (y: number[], scores: number[]) => {
      const { tally, ranks } = counted(
        { classes: 3, ranked: { competing: false } },
        scores,
        Int32Array.from(y),
      );
      const facts = { accuracy: 1, loss: 1, trainLoss: 1, tally: tally!, ranks };
      return classifierMetrics(offeredMetrics({ classes: 3 }), facts).auroc;
    };
    // Of class 0 every pair is in order; of class 1 half of them.
    expect(auroc([0, 1, 1], [3, 0, 0, 1, 2, 0, 1, -1, 0])).toBeCloseTo((1 + 0.5) / 2, 12);
    expect(auroc([0, 1], [1, 0, 0, Number.NaN, Number.NaN, 0])).toBeUndefined();
    expect(auroc([1, 1], [1, 0, 0, 0, 0, 0])).toBeUndefined();
  });
});

describe('a regression', () => {
  it.each(fixture.regression)('with $name', ({ outputs, y, predicted, ...figures }) => {
    const task = 'regression';
    const { errors } = counted({ task, classes: outputs }, predicted, Float32Array.from(y));
    const wanted = offeredMetrics({ task, classes: outputs });
    const metrics = regressionMetrics(wanted, { loss: 2, trainLoss: 3, errors: errors! });
    for (const name of ['r2', 'rmse', 'mse', 'mae'])
      expect(metrics[name], name).toBeCloseTo(figures[name]!, 9);
    expect(metrics).toMatchObject({ loss: 2, train_loss: 3 });
  });

  it('of targets that do not vary is right or wrong', () => {
    const r2 = (predicted: number[]) => {
      const { errors } = counted({ task: 'regression', classes: 1 }, predicted, Float32Array.of(5, 5));
      return regressionMetrics([{ name: 'r2' }], { loss: 0, trainLoss: 0, errors: errors! });
    };
    expect(r2([5, 5])).toEqual({ r2: 1 });
    expect(r2([5, 6])).toEqual({ r2: 0 });
  });
});
