/** Names that every object has from elsewhere are names like others: none leads out of the study. */
import { afterEach, expect, it } from 'vitest';
import { parseNpyHeader } from '../datasets/npy.ts';
import { isErrorCode } from '../proto/faults-and-retries.ts';
import { parseOverride } from './overrides.ts';
import { parseStudy } from './parse.ts';

const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

const parse = (spec: string, overrides: readonly string[] = []) =>
  parseStudy(
    `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n  dataset: { name: iris }\n  model: [{ dense: { units: classes, activation: softmax } }]\n${spec}`,
    {
      source: 'study.yaml',
      overrides: overrides.map((text) => parseOverride(text)!),
      describeDataset: async () => ({ examples: 100, shape: [4], classes: 3 }),
    },
  );

const untouched = () => Object.getOwnPropertyNames(Object.prototype).sort().join();
const before = untouched();
const lists = () => Object.getOwnPropertyNames(Array.prototype).sort().join();
const listsBefore = lists();
afterEach(() => {
  expect(untouched()).toBe(before);
  expect(lists()).toBe(listsBefore);
  expect(Object.getOwnPropertyNames(Function.prototype)).not.toContain('polluted');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const paths = INHERITED.flatMap((name) => [
  name,
  `${name}.polluted`,
  `${name}.prototype.polluted`,
  `training.${name}`,
  `training.${name}.polluted`,
  `training.optimizer.${name}.polluted`,
  `model.${name}`,
  `model.${name}.polluted`,
  `model.0.${name}.polluted`,
  `model[0].dense.${name}`,
]);

it.each([...paths, 'model.length', 'model.push', 'model.*.length'])(
  'vary refuses the field %s',
  async (field) => {
    const spec = `  vary: { ${JSON.stringify(field)}: [1, 2] }\n`;
    await expect(parse(spec)).rejects.toMatchObject({ code: 'STUDY_INVALID' });
  },
);

it.each(paths)('--set refuses the field %s', async (field) => {
  await expect(parse('', [`${field}=1`])).rejects.toMatchObject({ code: 'STUDY_INVALID' });
});

it.each(INHERITED)('a field of the file called %s is unknown, wherever it stands', async (name) => {
  for (const spec of [`  ${name}: 1\n`, `  training: { ${name}: { polluted: 1 } }\n`])
    await expect(parse(spec)).rejects.toMatchObject({ code: 'STUDY_INVALID' });
});

it.each(INHERITED)('%s is no initializer, no optimizer, no dtype and no code', async (name) => {
  await expect(parse(`  initializers: [${name}]\n`)).rejects.toThrow(/spec\.initializers/);
  await expect(parse(`  training: { optimizer: { ${name}: {} } }\n`)).rejects.toThrow(
    /optimizer|cannot be called __proto__/,
  );
  expect(isErrorCode(name)).toBe(false);
  const header = `{'descr': '${name}', 'fortran_order': False, 'shape': (2, 2), }`;
  const bytes = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00${header}`, 'latin1');
  expect(() => parseNpyHeader(bytes, 'x.npy')).toThrow(
    expect.objectContaining({ code: 'DATASET_UNSUPPORTED' }),
  );
});

it('arms with such names keep their places in a study', async () => {
  const entries = INHERITED.map((name) => `{ zeros: {}, as: ${name} }`);
  const { arms } = await parse(`  initializers: [${entries}]\n`);
  expect(arms.map(({ id }) => id)).toEqual(INHERITED);
});
