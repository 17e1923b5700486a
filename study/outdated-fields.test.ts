/** Fields under the name that they had once, and names that another reader of YAML takes for values. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseStudy } from './parse.ts';
import { OLD_NPY_FIELDS } from './schema/dataset.ts';
import { studySpec } from './schema/study.ts';

async function read(npy: string) {
  const warnings: string[] = [];
  const head = 'apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: s }\nspec:\n';
  const { dataset } = await parseStudy(
    `${head}  dataset: { npy: ${npy} }\n  model: [{ dense: { units: classes, activation: softmax } }]\n`,
    {
      source: '/d/s.yaml',
      describeDataset: async () => ({ examples: 150, shape: [4], classes: 3 }),
      warn: (line) => warnings.push(line),
    },
  );
  return { dataset, warnings };
}

it('arrays are read under their old names, and each is told its name of today', async () => {
  const today = await read('{ examples: x.npy, labels: y.npy }');
  expect(today).toEqual({
    dataset: { kind: 'npy', name: 'npy', x: '/d/x.npy', y: '/d/y.npy' },
    warnings: [],
  });
  expect(await read('{ x: x.npy, y: y.npy }')).toEqual({
    dataset: today.dataset,
    warnings: [
      '/d/s.yaml:5:21 spec.dataset.npy.x is read as examples, its name today: write examples: x.npy',
      '/d/s.yaml:5:31 spec.dataset.npy.y is read as labels, its name today: write labels: y.npy',
    ],
  });
  expect((await read('{ examples: x.npy, y: y.npy }')).warnings).toHaveLength(1);
});

it.each([
  ['{ examples: x.npy }', 'spec.dataset.npy.labels is required (text)'],
  ['{ y: y.npy }', 'spec.dataset.npy.examples is required (text)'],
  [
    '{ x: a, examples: b, labels: c }',
    'spec.dataset.npy.x is the old name of examples, and must not stand beside it',
  ],
])('%s is refused', async (npy, message) => {
  await expect(read(npy)).rejects.toMatchObject({ message: expect.stringContaining(message) });
});

/** What YAML 1.1, as kubectl reads files, takes for true or false. */
const WORDS_FOR_VALUES = /^(y|n|yes|no|on|off|true|false)$/i;

function fieldsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldsOf);
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, ...rest } = schema as { properties?: Record<string, unknown> };
  const names = Object.entries(properties ?? {}).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
  return [...names, ...Object.values(rest).flatMap(fieldsOf)];
}

it('no field has a name that kubectl reads as a value, but the old one that is why', () => {
  const fields = fieldsOf(z.toJSONSchema(studySpec, { io: 'input', unrepresentable: 'any' }));
  expect(fields).toContain('labels');
  expect(fields.filter((name) => WORDS_FOR_VALUES.test(name))).toEqual([OLD_NPY_FIELDS.labels]);
});

it('the studies that come with fanout, and those of its docs, say to kubectl what they say here', () => {
  const studies = readdirSync(new URL('../studies/', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.includes('node_modules'))
    .map((name) => readFileSync(new URL(`../studies/${name}`, import.meta.url), 'utf8'));
  const docs = readdirSync(new URL('../docs/', import.meta.url))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [
      ...readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8').matchAll(/^ *(dataset: \{.*)$/gm),
    ])
    .map(([, line]) => line!);
  expect(Math.min(studies.length, docs.length)).toBeGreaterThan(2);
  for (const text of [...studies, ...docs]) expect(parse(text, { version: '1.1' })).toEqual(parse(text));
});
