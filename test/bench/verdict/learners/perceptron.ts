import type { Learner } from '../../../../analysis/simulation/cross-validate.ts';
import type { Draws } from '../../../../analysis/simulation/draws.ts';

const HIDDEN = 3;
const EPOCHS = 6;
const RATE = 0.1;

/**
 * Accuracy of a perceptron with one hidden layer of three units (tanh), trained by stochastic gradient
 * descent on the logistic loss. Its seed is that of its initial weights and of the order of the examples, as
 * in a network that fanout trains.
 */
export const perceptron: Learner = {
  name: 'small network',
  keep: 1,
  score(train, test, draws) {
    const { features } = train;
    const first = weightsOf(HIDDEN * (features + 1), 1 / Math.sqrt(features), draws);
    const second = weightsOf(HIDDEN + 1, 1 / Math.sqrt(HIDDEN), draws);
    const hidden = new Float64Array(HIDDEN);
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      for (const row of draws.order(train.y.length)) {
        const output = forward(train.x, features, row, first, second, hidden);
        const slope = RATE * ((train.y[row]! > 0 ? 1 : 0) - 1 / (1 + Math.exp(-output)));
        for (let unit = 0; unit < HIDDEN; unit++) {
          const back = slope * second[unit]! * (1 - hidden[unit]! ** 2);
          second[unit]! += slope * hidden[unit]!;
          const start = unit * (features + 1);
          for (let feature = 0; feature < features; feature++)
            first[start + feature]! += back * train.x[row * features + feature]!;
          first[start + features]! += back;
        }
        second[HIDDEN]! += slope;
      }
    }
    const right = test.y.filter(
      (truth, row) => forward(test.x, features, row, first, second, hidden) > 0 === truth > 0,
    );
    return right.length / test.y.length;
  },
};

function weightsOf(count: number, spread: number, draws: Draws): Float64Array {
  return Float64Array.from({ length: count }, () => spread * draws.normal());
}

function forward(
  x: Float64Array,
  features: number,
  row: number,
  first: Float64Array,
  second: Float64Array,
  hidden: Float64Array,
): number {
  let output = second[HIDDEN]!;
  for (let unit = 0; unit < HIDDEN; unit++) {
    const start = unit * (features + 1);
    let sum = first[start + features]!;
    for (let feature = 0; feature < features; feature++)
      sum += first[start + feature]! * x[row * features + feature]!;
    hidden[unit] = Math.tanh(sum);
    output += second[unit]! * hidden[unit]!;
  }
  return output;
}
