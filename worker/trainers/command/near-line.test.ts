import { expect, it } from 'vitest';
import { failureOfEnding } from './ending.ts';
import { nearLine } from './near-line.ts';

it.each([
  ['a level before it', 'INFO: accuracy=0.9\n', 'INFO: accuracy=0.9', '0.9'],
  ['the epoch before it', 'x\n[epoch 3] accuracy: 0.97\ndone\n', '[epoch 3] accuracy: 0.97', '0.97'],
  ['a sentence', 'final accuracy is .5 on 10 images\n', 'final accuracy is .5 on 10 images', '.5'],
  ['a unit behind it', 'accuracy=97%\n', 'accuracy=97%', '97'],
  ['Python’s own form', "{'accuracy': 0.9}\n", "{'accuracy': 0.9}", '0.9'],
  ['another case', 'Epoch 1: Accuracy = 1e-3\n', 'Epoch 1: Accuracy = 1e-3', '1e-3'],
  ['the last of several', 'a: accuracy=1\nb: accuracy=2\n', 'b: accuracy=2', '2'],
])('finds a line with %s', (_, output, quoted, value) => {
  expect(nearLine(output, 'accuracy')).toEqual({ quoted, value });
});

it.each(['', 'done\n', 'val_accuracy=0.9 now\n', 'accuracy=0.9\n', 'accuracy of it all\n'])(
  'finds nothing in %j',
  (output) => {
    expect(nearLine(output, 'accuracy')).toBeUndefined();
  },
);

it('a program that never reported the objective hears of its line, and of the form that is read', () => {
  const error = failureOfEnding({
    ...{ trial: 'a/0/1', exit: { status: 0, signal: null }, oomKilled: false, objective: 'accuracy' },
    ...{ reported: false, names: [], trainer: { metrics: 'lines', quietSeconds: 3600 } },
    output: 'INFO: accuracy=0.9\n',
  });
  expect(error).toMatchObject({ code: 'PROGRAM_NO_METRIC' });
  expect(error!.message).toContain(
    'the line "INFO: accuracy=0.9" is log, since all of a line has to be NAME=NUMBER: print accuracy=0.9 alone',
  );
});
