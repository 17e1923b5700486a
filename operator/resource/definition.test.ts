import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { INITIALIZER_NAMES } from '../../engines/initializers.ts';
import { COMPOSITES } from '../../engines/layers/composites.ts';
import { LAYERS } from '../../engines/layers/registry.ts';
import { OPTIMIZERS } from '../../engines/optimizers/registry.ts';
import { ZOO } from '../../engines/zoo/registry.ts';
import { studyFile } from '../../study/schema/study.ts';
import { studyDefinition } from './definition.ts';
import { type Schema, structural } from './structural.ts';

const root = (
  studyDefinition() as unknown as {
    spec: { versions: { schema: { openAPIV3Schema: Schema } }[] };
  }
).spec.versions[0]!.schema.openAPIV3Schema;

/** Each node of a structural schema. */
function* nodes(schema: Schema, path = ''): Generator<[string, Schema]> {
  yield [path, schema];
  for (const [key, inner] of Object.entries((schema.properties ?? {}) as Record<string, Schema>))
    yield* nodes(inner, `${path}.${key}`);
  for (const key of ['items', 'additionalProperties'])
    if (schema[key]) yield* nodes(schema[key] as Schema, `${path}[${key}]`);
}

it('gives each node a type, or says that it has none, as the API server demands', () => {
  for (const [path, node] of nodes(root)) {
    const typed =
      node.type !== undefined ||
      node['x-kubernetes-int-or-string'] === true ||
      node['x-kubernetes-preserve-unknown-fields'] === true;
    expect([path, typed]).toEqual([path, true]);
    expect([path, node.additionalProperties === false, node.const]).toEqual([path, false, undefined]);
  }
});

it('fills in no defaults but those of workers, so that an object says what its user wrote', () => {
  const defaults = [...nodes(root)].filter(([, node]) => 'default' in node).map(([path]) => path);
  expect(defaults).toEqual(['.spec.workers', '.spec.workers.min', '.spec.workers.max']);
});

it('says of each field what it is: kubectl explain shows nothing else', () => {
  const fields = [...nodes(root)].filter(
    ([path]) => /\.\w+$/.test(path) && !/^\.(apiVersion|kind|metadata)/.test(path),
  );
  expect(fields.length).toBeGreaterThan(50);
  expect(fields.filter(([, { description }]) => description === undefined).map(([path]) => path)).toEqual([]);
});

it('explains the fields whose type the definition cannot give: kubectl explain has nothing else to show', () => {
  const spec = (root.properties as Record<string, Schema>).spec!.properties as Record<string, Schema>;
  for (const name of INITIALIZER_NAMES) expect(spec.initializers!.description).toContain(name);
  expect(spec.initializers!.description).toContain('random_normal { mean, stddev }');
  for (const { kind } of [...LAYERS, ...COMPOSITES]) expect(spec.model!.description).toContain(kind);
  for (const { name } of ZOO) expect(spec.model!.description).toContain(name);
});

it('has the bounds of what counts its own fields or values', () => {
  const spec = (root.properties as Record<string, Schema>).spec!.properties as Record<string, Schema>;
  expect(spec.vary).toMatchObject({ minProperties: 1, maxProperties: 4 });
  expect(spec.seeds).toMatchObject({ minItems: 1, 'x-kubernetes-list-type': 'set' });
});

it('puts bounds into the words of OpenAPI 3.0', () => {
  const schema = z.object({ rate: z.number().positive().lt(1), count: z.int().min(2) });
  expect(structural(z.toJSONSchema(schema)).properties).toEqual({
    rate: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
    count: { type: 'integer', format: 'int64', minimum: 2 },
  });
});

it('has a rule for each choice of exactly one', () => {
  const training = ((root.properties as Record<string, Schema>).spec!.properties as Record<string, Schema>)
    .training!;
  const optimizer = (training.properties as Record<string, Schema>).optimizer!;
  const kinds = OPTIMIZERS.map(({ kind }) => kind);
  expect(optimizer['x-kubernetes-validations']).toEqual([
    {
      rule: `[${kinds.map((kind) => `has(self.${kind})`).join(', ')}].filter(there, there).size() == 1`,
      message: `must have exactly one of ${kinds.join(', ')}`,
    },
  ]);
});

it('knows each field that the studies of this project use', () => {
  const folder = new URL('../../studies/', import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.yaml'))) {
    const file = parse(readFileSync(new URL(name, folder), 'utf8'));
    expect(studyFile.safeParse(file).success).toBe(true);
    const spec = (root.properties as Record<string, Schema>).spec!;
    expect(Object.keys(spec.properties as Schema)).toEqual(expect.arrayContaining(Object.keys(file.spec)));
  }
});

it('refuses nothing by alternatives: of them the API server says only "<nil>: Invalid value"', () => {
  for (const [path, node] of nodes(root))
    expect([path, node.anyOf, node.oneOf, node.allOf, node.not]).toEqual([path, ...Array(4).fill(undefined)]);
  const spec = (root.properties as Record<string, Schema>).spec!.properties as Record<string, Schema>;
  const names = new RegExp(((spec.initializers as Schema).items as Schema).pattern as string);
  expect(['he_normal', 'he_norml', 'xhe_normal'].map((name) => names.test(name))).toEqual([
    true,
    false,
    false,
  ]);
});
