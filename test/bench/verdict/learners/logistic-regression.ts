import type { Learner } from '../../../../analysis/simulation/cross-validate.ts';
import { solve } from './solve.ts';

const ROUNDS = 4;
/** Weight of the squared coefficients, which keeps separable samples finite. */
const PENALTY = 0.5;

/** Accuracy of logistic regression with a small ridge penalty, fitted by Newton's method. */
export const logisticRegression: Learner = {
  name: 'logistic regression',
  keep: 0.9,
  score(train, test) {
    const { features } = train;
    const size = features + 1;
    const weights = new Float64Array(size);
    for (let round = 0; round < ROUNDS; round++) {
      const hessian = Array.from({ length: size }, () => new Float64Array(size));
      const gradient = new Float64Array(size);
      for (let place = 0; place < size; place++) {
        hessian[place]![place] = PENALTY;
        gradient[place] = -PENALTY * weights[place]!;
      }
      for (const [row, truth] of train.y.entries()) {
        const p = 1 / (1 + Math.exp(-linear(train.x, features, row, weights)));
        const missing = (truth > 0 ? 1 : 0) - p;
        for (let i = 0; i < size; i++) {
          const xi = i < features ? train.x[row * features + i]! : 1;
          gradient[i]! += missing * xi;
          const weighted = p * (1 - p) * xi;
          const line = hessian[i]!;
          for (let j = 0; j < features; j++) line[j]! += weighted * train.x[row * features + j]!;
          line[features]! += weighted;
        }
      }
      const step = solve(hessian, gradient);
      for (let place = 0; place < size; place++) weights[place]! += step[place]!;
    }
    const right = test.y.filter((truth, row) => linear(test.x, features, row, weights) > 0 === truth > 0);
    return right.length / test.y.length;
  },
};

function linear(x: Float64Array, features: number, row: number, weights: Float64Array): number {
  let sum = weights[features]!;
  for (let feature = 0; feature < features; feature++)
    sum += x[row * features + feature]! * weights[feature]!;
  return sum;
}
