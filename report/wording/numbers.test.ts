import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loss } from '../format.ts';
import { confidence, figure, percent, percentagePoints, points, pValue, rate, spread } from './numbers.ts';

it('writes each kind of number in one way', () => {
  expect([percent(0.98684), percent(0.8, 0), percent(null)]).toEqual(['98.68%', '80%', '–']);
  expect([points(0.00312), points(-0.00312), points(1e-17)]).toEqual(['+0.31', '−0.31', '0.00']);
  expect([percentagePoints(-0.00312), spread(0.00312)]).toEqual(['0.31 percentage points', '0.31 pp']);
  expect([pValue(0.0312), pValue(0.00099), pValue(0), pValue(1)]).toEqual([
    '0.031',
    '< 0.001',
    '< 0.001',
    '1.000',
  ]);
  expect([0.95, 0.9, 0.956, 0.9986, 0.99994, 1 - 1e-8].map(confidence)).toEqual([
    '95%',
    '90%',
    '95.6%',
    '99.86%',
    '99.994%',
    '99.999999%',
  ]);
  expect([0.05, 0.00561, 0.0444, 3e-8].map(rate)).toEqual(['0.05', '0.0056', '0.0444', '< 0.0001']);
  expect([loss(-0.25), loss(2e-7), loss(-1234.56)]).toEqual(['−0.2500', '2.00e−7', '−1234.6']);
  expect([figure(12.3456), figure(-0.5), figure(-2.2e-7)]).toEqual(['12.35', '−0.5', '−2.2e−7']);
});

it('makes no 0 of a difference that is not', () => {
  expect([points(0.00001), points(-0.0000423), points(-1e-9)]).toEqual(['+0.001', '−0.0042', '−1e−7']);
  expect([percentagePoints(0.00001), spread(0.0000499)]).toEqual(['0.001 percentage points', '0.005 pp']);
});

it('is the one rule: no text for people has a space before a per cent sign', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = [
    'analysis',
    'cli',
    'coordinator',
    'datasets',
    'engines',
    'operator',
    'proto',
    'report',
    'results',
    'study',
    'telemetry',
    'web',
    'worker',
    'docs',
    'studies',
  ].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|md|yaml)$/.test(path) && !path.endsWith('.test.ts'))
      .map((path) => join(folder, path)),
  );
  const broken = ['README.md', ...files].filter((path) =>
    // A digit or the end of a template's hole before the space: in code it would be a remainder, which has
    // more behind it.
    /(\d|\)\}|\w\}) %(?= ?[`'",.;)|]|\s*$| of | power)/m.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(broken).toEqual([]);
});
