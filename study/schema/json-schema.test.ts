import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('docs/study.schema.json', root), 'utf8'));
const isStudy = new Ajv2020({ strict: false }).compile(schema);
const base = readFileSync(new URL('study/fixtures/files/base.yaml', root), 'utf8');

it('takes every study of this project, each of which names it for editors', () => {
  const folder = new URL('studies/', root);
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect([name, isStudy(parse(text)), isStudy.errors]).toEqual([name, true, null]);
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/docs\/study\.schema\.json\n/);
  }
});

it.each([
  ['epochs: 3', 'epochs: 0'],
  ['epochs: 3', 'epoks: 3'],
  ['epochs: 3', 'epochs: three'],
  ['{ adam: {', '{ sgd: { learningRate: 0.1 }, adam: {'],
  ['optimizer: { adam: { learningRate: 0.01 } }', 'optimizer: {}'],
  ['he_normal', 'he_norml'],
  ['kind: Study', 'kind: Job'],
  ['name: probe', 'name: My_Study'],
  ['seeds: [1, 2]', 'seeds: 10'],
])('refuses a file with another value: %s as %s', (found, instead) => {
  expect(isStudy(parse(base))).toBe(true);
  expect(base).toContain(found);
  expect(isStudy(parse(base.replace(found, instead)))).toBe(false);
});

it('takes fields of the user at the top', () => {
  expect(isStudy({ ...parse(base), 'x-mine': [1] })).toBe(true);
});
