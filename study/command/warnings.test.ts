import { expect, it } from 'vitest';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { commandNotes, commandWarnings } from './warnings.ts';

const said = (command: string[], seeds = [1], folds = 2, environment = {}) => {
  const { study } = commandManifest('r', {
    ...{ program: command, seeds, folds, trainer: { environment } },
    arms: { a: { lr: 1, size: 3, depth: 1 }, b: { lr: 2, size: 3, depth: 2 } },
  });
  return { warnings: commandWarnings(study), notes: commandNotes(study) };
};
const texts = (...each: string[]) => each.map((text) => expect.stringContaining(text));

it.each([
  [['train', '{{lr}}', '{{seed}}', '{{fold}}'], [1, 2], 'does not name depth: .* \\(name it: {{depth}}\\)'],
  [
    ['train', '--size={{size}}', '{{fold}}'],
    [1],
    'does not name lr and depth: .*name them: {{lr}}, {{depth}}',
  ],
  [['train', '{{seed}}', '{{fold}}'], [1], 'does not name lr and depth: '],
])('warns of varied parameters that %j leaves out, with seeds %j', (command, seeds, text) => {
  expect(said(command, seeds)).toEqual({
    warnings: [expect.stringMatching(new RegExp(text.replace(/[{}]/g, '\\$&')))],
    notes: [],
  });
});

it.each([
  [['train', '{{lr}}', '{{depth}}'], [1, 2], 'does not name seed and fold: '],
  [['train', '{{arm}}', '{{fold}}'], [1, 2], 'does not name seed: the program reads it from'],
  [['train', '{{arm}}', '{{seed}}'], [1, 2], 'folds: { count: 1 }'],
])('notes that %j leaves out seed or fold, with seeds %j, and does not warn', (command, seeds, text) => {
  expect(said(command, seeds)).toEqual({ warnings: [], notes: texts(text) });
});

it.each([[['train']], [['train', '--out={{directory}}', '{{checkpoint}}']]])(
  'takes it that the program of %j reads FANOUT_TRIAL',
  (command) => {
    expect(said(command, [1, 2])).toEqual({
      warnings: [],
      notes: texts('names nothing of a trial: its program reads lr, depth, seed and fold from FANOUT_TRIAL'),
    });
  },
);

it.each([
  [['train', '{{lr}}', '{{depth}}', '{{fold}}'], [1], 2, {}],
  [['train', '{{trial}}'], [1, 2], 2, {}],
  [['train', '{{arm}}', '{{seed}}'], [1, 2], 1, {}],
  [['train', '{{fold}}', '{{depth}}'], [1], 2, { LR: '{{lr}}' }],
])('has nothing against %j', (command, seeds, folds, environment) => {
  expect(said(command, seeds, folds, environment)).toEqual({ warnings: [], notes: [] });
});
