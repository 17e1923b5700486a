/** Trials of a slow study. */
export const TRIALS = 36;

/** Long enough to do something in the middle of it: 36 trials of 4,000 images and two epochs. */
export const slow = (name: string, workers: number, seeds = '[1, 2, 3]') => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: ${name} }
spec:
  dataset: { name: mnist, examples: 6000 }
  initializers: [zeros, glorot_normal, he_normal, random_normal]
  folds: { count: 3 }
  seeds: ${seeds}
  training: { epochs: 2 }
  workers: { max: ${workers} }
`;
