import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  chiSquareSurvival,
  noncentralTCdf,
  normalQuantile,
  studentizedRangeCdf,
  studentizedRangeQuantile,
  tQuantile,
  tTwoSided,
} from './distributions.ts';
import { incompleteBeta, logGamma, upperGamma } from './special.ts';

const scipy = JSON.parse(readFileSync(new URL('fixtures/scipy.json', import.meta.url), 'utf8')) as Record<
  string,
  number[][]
>;

const functions: [name: string, f: (...args: number[]) => number, tolerance: number][] = [
  ['logGamma', (x) => logGamma(x!), 1e-12],
  ['incompleteBeta', (x, a, b) => incompleteBeta(x!, a!, b!), 1e-11],
  ['upperGamma', (a, x) => upperGamma(a!, x!), 1e-11],
  ['tTwoSided', (t, df) => tTwoSided(t!, df!), 1e-11],
  ['tQuantile', (p, df) => tQuantile(p!, df!), 1e-8],
  ['normalQuantile', (p) => normalQuantile(p!), 1e-9],
  ['chiSquare', (x, df) => chiSquareSurvival(x!, df!), 1e-11],
  ['studentizedRange', (q, k) => studentizedRangeCdf(q!, k!), 1e-7],
  ['studentizedRangeQuantile', (p, k) => studentizedRangeQuantile(p!, k!), 1e-5],
  ['noncentralT', (t, df, nc) => noncentralTCdf(t!, df!, nc!), 1e-6],
];

describe.each(functions)('%s equals SciPy’s', (name, f, tolerance) => {
  it.each(scipy[name]!.map((row) => [row.slice(0, -1), row.at(-1)!] as const))('at %j', (args, expected) => {
    expect(Math.abs(f(...args) - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)));
  });
});
