/** The suite of trainers, with programs of the shell. */
import { commandManifest } from '../../../test/support/command-manifest.ts';
import { describeTrainer } from '../trainer.contract.ts';
import { openCommandTrainer } from './trainer.ts';

/**
 * Three epochs. Memory runs out at the first attempt at a trial, since programs of a pack run one by one; the
 * checkpoint directory says that one was made.
 */
const PROGRAM = `
arm=$1
echo "epoch=0 accuracy=0.\${BASE}0 loss=3"
tried=$FANOUT_CHECKPOINT/tried
if [ "$TEST_FAULT" = out_of_memory ] && ! [ -e "$tried" ]; then
  : > "$tried"
  echo 'RuntimeError: CUDA out of memory.' >&2
  exit 1
fi
[ "$TEST_FAULT-$arm" = poison-poison ] && exit 3
[ "$arm" = wild ] && echo 'epoch=1 accuracy=nan loss=inf' && exit
echo "epoch=1 accuracy=0.\${BASE}1 loss=2"
echo "{\\"epoch\\": 2, \\"accuracy\\": 0.\${BASE}2, \\"loss\\": 1}"
`;

const arms = Object.fromEntries(
  ['first', 'wild', 'second', 'poison'].map((arm, base) => [arm, { base, epochs: 3 }]),
);
const trainer = { environment: { BASE: '{{base}}' } };
const metrics = ['accuracy', 'loss'].map((name) => ({
  ...{ name, title: name, direction: 'maximize' as const, scale: 'plain' as const },
}));

describeTrainer('of programs', async () => {
  const made = commandManifest('programs', { program: PROGRAM, arms, trainer });
  const open = (fault = '') =>
    openCommandTrainer({
      graceMs: 1_000,
      askGpus: async () => [],
      environment: { ...process.env, TEST_FAULT: fault },
    });
  return {
    manifest: { ...made, study: { ...made.study, metrics } },
    diverging: 'wild',
    poisoned: 'poison',
    open,
    openStalling: async () => ({
      trainer: await open(),
      manifest: commandManifest('stalls', {
        program: 'echo epoch=0 accuracy=0; sleep 1000',
        trainer: { quietSeconds: 0.5 },
      }),
      endsWith: 'PROGRAM_TIMEOUT',
    }),
    close: async () => undefined,
  };
});
