import { expect, it } from 'vitest';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { commandWarnings } from './warnings.ts';

const warnings = (command: string[], seeds = [1], folds = 2, environment = {}) =>
  commandWarnings(
    commandManifest('r', {
      ...{ program: command, seeds, folds, trainer: { environment } },
      arms: { a: { lr: 1, size: 3 }, b: { lr: 2, size: 3 } },
    }).study,
  );

it.each([
  [['train'], [1, 2], 'does not name lr, seed and fold: '],
  [['train', '{{lr}}', '{{fold}}'], [1, 2], 'does not name seed: '],
  [['train', '{{lr}}', '{{seed}}'], [1, 2], 'does not name fold: .* or without folds: folds: { count: 1 }'],
  [
    ['train', '{{seed}}', '--fold={{fold}}'],
    [1],
    'does not name lr: .*reads it from FANOUT_TRIAL .*name it: {{lr}}',
  ],
])('warns of what %j does not name, with seeds %j', (command, seeds, text) => {
  expect(warnings(command, seeds)).toEqual([
    expect.stringMatching(new RegExp(text.replace(/[{}]/g, '\\$&'))),
  ]);
});

it.each([
  [['train', '{{lr}}', '{{fold}}'], [1], 2, {}],
  [['train', '{{trial}}'], [1, 2], 2, {}],
  [['train', '{{arm}}', '{{seed}}'], [1, 2], 1, {}],
  [['train', '{{fold}}'], [1], 2, { LR: '{{lr}}' }],
])('has nothing against %j', (command, seeds, folds, environment) => {
  expect(warnings(command, seeds, folds, environment)).toEqual([]);
});
