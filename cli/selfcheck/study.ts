/**
 * The A/A study: Glorot's uniform weights under two names, whose draws differ as those of any two
 * initializers do.
 */
export function nullStudy(seeds: number): string {
  return `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: selfcheck }
spec:
  dataset: { name: iris }
  initializers:
    - { glorot_uniform: {}, as: first }
    - { glorot_uniform: {}, as: second }
  folds: { count: 5, shuffle: true, seed: 1 }
  seeds: [${Array.from({ length: seeds }, (_, index) => index + 1).join(', ')}]
  model:
    - dense: { units: 16, activation: relu }
    - dense: { units: classes, activation: softmax }
  training: { optimizer: { adam: { learningRate: 0.02 } }, batchSize: 16, epochs: 20 }
`;
}
