import type { Learner } from '../../../../analysis/simulation/cross-validate.ts';
import { solve } from './solve.ts';

const PENALTY = 1;

/** Root mean square error of ridge regression, in closed form. Smaller is better. */
export const ridgeRegression: Learner = {
  name: 'ridge regression',
  keep: 0.9,
  score(train, test) {
    const { features } = train;
    const size = features + 1;
    const normal = Array.from({ length: size }, () => new Float64Array(size));
    const moment = new Float64Array(size);
    for (let place = 0; place < features; place++) normal[place]![place] = PENALTY;
    for (const [row, truth] of train.y.entries()) {
      for (let i = 0; i < size; i++) {
        const xi = i < features ? train.x[row * features + i]! : 1;
        moment[i]! += truth * xi;
        const line = normal[i]!;
        for (let j = 0; j < features; j++) line[j]! += xi * train.x[row * features + j]!;
        line[features]! += xi;
      }
    }
    const weights = solve(normal, moment);
    let squares = 0;
    for (const [row, truth] of test.y.entries()) {
      let estimate = weights[features]!;
      for (let feature = 0; feature < features; feature++)
        estimate += test.x[row * features + feature]! * weights[feature]!;
      squares += (truth - estimate) ** 2;
    }
    return Math.sqrt(squares / test.y.length);
  },
};
