import type { Learner } from './cross-validate.ts';

const NEIGHBOURS = 5;

/** Accuracy of the majority of the five nearest neighbours, by squared Euclidean distance. */
export const nearestNeighbours: Learner = {
  name: 'kNN',
  keep: 0.9,
  score(train, test) {
    const { features } = train;
    const distances = new Float64Array(NEIGHBOURS);
    const votes = new Float64Array(NEIGHBOURS);
    let right = 0;
    for (const [row, truth] of test.y.entries()) {
      distances.fill(Number.POSITIVE_INFINITY);
      for (let other = 0; other < train.y.length; other++) {
        let distance = 0;
        for (let feature = 0; feature < features; feature++)
          distance += (test.x[row * features + feature]! - train.x[other * features + feature]!) ** 2;
        if (distance < distances[NEIGHBOURS - 1]!) insert(distances, votes, distance, train.y[other]!);
      }
      if (votes.reduce((sum, vote) => sum + vote, 0) > 0 === truth > 0) right += 1;
    }
    return right / test.y.length;
  },
};

function insert(distances: Float64Array, votes: Float64Array, distance: number, vote: number): void {
  let place = distances.length - 1;
  for (; place > 0 && distances[place - 1]! > distance; place--) {
    distances[place] = distances[place - 1]!;
    votes[place] = votes[place - 1]!;
  }
  distances[place] = distance;
  votes[place] = vote;
}
