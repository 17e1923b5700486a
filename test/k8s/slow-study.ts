/** Trials of a slow study. */
export const TRIALS = 36;

/**
 * Long enough to do something in the middle of it: 36 trials of 4,000 images and two epochs, unless `seeds`
 * says otherwise (6 trials each). Two initializers make packs of two trials at most: progress comes in small
 * steps, and a worker is soon free.
 */
export const slow = (
  name: string,
  workers: number,
  seeds = '[1, 2, 3, 4, 5, 6]',
) => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: ${name} }
spec:
  dataset: { name: mnist, examples: 6000 }
  initializers: [glorot_normal, he_normal]
  folds: { count: 3 }
  seeds: ${seeds}
  training: { epochs: 2 }
  workers: { max: ${workers} }
`;
