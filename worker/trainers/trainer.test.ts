/** The port and its suite know nothing of networks: a trainer that computes a formula passes as well. */
import { arithmeticTrainer } from '../../test/support/arithmetic-trainer.ts';
import { manifestOf } from '../../test/support/cluster.ts';
import { describeTrainer } from './trainer.contract.ts';

const STUDY = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: arithmetic }
spec:
  dataset: { name: iris }
  initializers: [he_normal, { ones: {}, as: wild }, glorot_uniform, { zeros: {}, as: poison }]
  folds: { count: 2 }
  seeds: [1]
  model: [dense: { units: classes, activation: softmax }]
  training: { epochs: 3 }
`;

describeTrainer('of a formula', async () => {
  const manifest = await manifestOf('arithmetic', STUDY);
  return {
    manifest,
    diverging: 'wild',
    poisoned: 'poison',
    open: async (fault) =>
      arithmeticTrainer({
        diverging: 'wild',
        ...(fault === 'out_of_memory' ? { mostTrials: 1 } : {}),
        ...(fault === 'poison' ? { poisoned: 'poison' } : {}),
      }),
    openStalling: async () => ({ trainer: arithmeticTrainer({ stalls: true }), manifest }),
    close: async () => undefined,
  };
});
