/** What is said of a Study of a cluster: its user never saw the text that is made of it. */
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { FanoutError } from '../proto/errors.ts';
import { parseStudy } from './parse.ts';

const SOUND = { model: [{ dense: { units: 'classes', activation: 'softmax' } }], dataset: { name: 'iris' } };

const parse = (text: string, inContainers: boolean, warn?: (line: string) => void) =>
  parseStudy(text, {
    source: 'b9',
    inContainers,
    describeDataset: async () => ({ examples: 150, shape: [4], classes: 3 }),
    ...(warn ? { warn } : {}),
  });
const textOf = (spec: object) =>
  stringify({ apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: 'b9' }, spec });

it.each<[string, object, string]>([
  ['a value', { training: { epochs: 0 } }, 'spec.training.epochs must be at least 1'],
  ['a name', { initialisers: ['zeros'] }, 'spec.initialisers is not a known field, did you mean'],
  ['an entry', { initializers: ['he_norml'] }, 'spec.initializers[0] must be one of'],
  ['two fields', { folds: { count: 1000 } }, 'spec.folds.count must be at most'],
  ['the facts', { model: [{ conv2d: { filters: 1, kernel: 3 } }] }, 'spec.model'],
  ['a number', { folds: { seed: 1n << 60n } }, '1152921504606846976 is too large'],
  ['two mistakes', { training: { epochs: 0 }, folds: { count: 1000 } }, 'spec.folds.count must be'],
  ['its size', { control: 'x'.repeat(2 ** 20) }, 'the study must have at most 1.0 MiB'],
])('a mistake in %s is told by its field, and by no line', async (_, wrong, said) => {
  const text = textOf({ ...SOUND, ...wrong });
  const error = (await parse(text, true).catch((thrown) => thrown)) as FanoutError;
  expect([error.code, error.message]).toEqual(['STUDY_INVALID', expect.stringContaining(said)]);
  expect(`${error.message} ${error.hint}`).not.toMatch(/\d:\d|b9|file|fanout validate/);
  // Of a file the line is what helps.
  await expect(parse(text, false)).rejects.toMatchObject({ message: expect.stringMatching(/b9:\d+:\d+ /) });
});

it('so is a field under its old name', async () => {
  const said: string[] = [];
  await parse(textOf({ ...SOUND, verdict: { margin: 0.01 } }), true, (line) => said.push(line));
  expect(said).toEqual([expect.stringMatching(/^spec\.verdict is read as objective/)]);
});
