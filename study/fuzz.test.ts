import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { describeDataset } from '../datasets/load.ts';
import { FanoutError } from '../proto/errors.ts';
import { parseStudy } from './parse.ts';

const parse = (text: string) =>
  parseStudy(text, { source: 'fuzz.yaml', describeDataset }).then(
    () => undefined,
    (error: unknown) => error,
  );

/** Either a study, or an error that a person can read. */
async function expectSense(text: string): Promise<void> {
  const error = await parse(text);
  if (error === undefined) return;
  expect(error).toBeInstanceOf(FanoutError);
  expect((error as FanoutError).code).not.toBe('INTERNAL');
}

it('answers any text with a study or with what is wrong with it', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ maxLength: 300, unit: 'binary' }), expectSense), {
    numRuns: 500,
  });
});

it('answers documents that are nearly studies with a study or with what is wrong', async () => {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(0, -1, 1e308, Number.NaN, '', 'classes', '__proto__', [], {}, null, [[[]]]),
  );
  const sound: Record<string, unknown> = {
    dataset: { name: 'iris' },
    initializers: ['zeros', { random_normal: { mean: 0, stddev: 1 } }],
    folds: { count: 3, shuffle: true, seed: 1 },
    seeds: [1, 2],
    model: [
      { dense: { units: 4, activation: 'relu' } },
      { dense: { units: 'classes', activation: 'softmax' } },
    ],
    training: { optimizer: { sgd: { learningRate: 0.01 } }, batchSize: 8, epochs: 1 },
    verdict: { margin: 0.01 },
  };
  const field = fc.constantFrom(
    ...Object.keys(sound),
    'vary',
    'initialize',
    'workers',
    'unknown',
    'constructor',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(field, odd), { minLength: 1, maxLength: 3 }), async (changes) => {
      const spec = { ...sound, ...Object.fromEntries(changes) };
      await expectSense(
        stringify({ apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: 'fuzz' }, spec }),
      );
    }),
    { numRuns: 500 },
  );
});
