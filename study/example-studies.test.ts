/** Every study that comes with fanout is a valid one, and has the arms that its comment says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeDataset } from '../datasets/load.ts';
import { gridSize } from './grid.ts';
import { parseStudy } from './parse.ts';

const FOLDER = fileURLToPath(new URL('../studies/', import.meta.url));
const parse = (name: string) => {
  const source = join(FOLDER, name);
  return parseStudy(readFileSync(source, 'utf8'), { source, describeDataset });
};

const STUDIES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

it.each(STUDIES)('%s is valid', async (name) => {
  expect((await parse(name)).arms.length).toBeGreaterThan(1);
});

it.each([
  ['resnet20-cifar10.yaml', 60, ['initializer', 'batchNorm'], 'truncated_normal-batchNorm=false'],
  ['schedules-fashion-mnist.yaml', 25, ['schedule'], 'oneCycle'],
  ['diabetes-regression.yaml', 45, ['loss'], 'huber'],
  ['own-csv/study.yaml', 60, ['initializer', 'units'], 'he_normal-units=16'],
])('%s is %i trials', async (name, trials, factors, last) => {
  const study = await parse(name);
  expect(gridSize(study)).toBe(trials);
  expect(study.factors.map((factor) => factor.name)).toEqual(factors);
  expect(study.arms.at(-1)!.id).toBe(last);
});
