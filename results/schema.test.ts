import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { kerasRun, runOf } from '../report/fixtures/keras-run.ts';
import type { RunResults } from './results.ts';
import { resultsJsonSchema } from './schema.ts';

const path = new URL('../docs/results.schema.json', import.meta.url);
// Formats are annotations in draft 2020-12: dates are checked by the pattern beside them.
const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));

const errorsOf = (document: unknown) => {
  validate(JSON.parse(JSON.stringify(document)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

it('is what docs/results.schema.json holds', () => {
  expect(readFileSync(path, 'utf8')).toBe(resultsJsonSchema());
});

describe('valid against the schema', () => {
  it('is a whole run', () => {
    expect(errorsOf(kerasRun(10).results)).toEqual([]);
  });

  it('is a run with failed and diverged trials, and with nothing', () => {
    const [first, second, ...rest] = kerasRun(1).results.results;
    const failed = {
      ...first!,
      status: 'failed' as const,
      metrics: {},
      history: {},
      reason: 'x',
    };
    const diverged = {
      ...second!,
      metrics: { accuracy: 0.1 },
      findings: [{ kind: 'diverged' as const, step: 3 }],
    };
    expect(errorsOf(runOf([failed, diverged, ...rest]))).toEqual([]);
    expect(errorsOf(runOf([], 35))).toEqual([]);
  });
});

describe('refused by the schema', () => {
  const cases: [string, (results: RunResults) => unknown, string][] = [
    ['a field that is missing', ({ verdict: _, ...rest }) => rest, "must have required property 'verdict'"],
    [
      'a field that it does not know',
      (results) => ({ ...results, score: 1 }),
      'must NOT have additional properties',
    ],
    [
      'a metric that is no number',
      (results) => ({ ...results, results: [{ ...results.results[0]!, metrics: { accuracy: 'high' } }] }),
      '/results/0/metrics/accuracy must be number',
    ],
    [
      'a document of the old form',
      (results) => ({ ...results, version: 1 }),
      '/version must be equal to constant',
    ],
    [
      'an unknown finding',
      (results) => ({ ...results, results: [{ ...results.results[0]!, findings: [{ kind: 'bored' }] }] }),
      '/results/0/findings/0 must match exactly one schema in oneOf',
    ],
    [
      'a conclusion of another word',
      (results) => ({
        ...results,
        verdict: { ...results.verdict, pairs: [{ ...results.verdict.pairs[0]!, conclusion: 'same' }] },
      }),
      '/verdict/pairs/0/conclusion must be equal to one of the allowed values',
    ],
    [
      'a time without a zone',
      (results) => ({ ...results, startedAt: '2026-01-02 03:04' }),
      '/startedAt must match pattern',
    ],
  ];
  it.each(cases)('%s', (_, change, message) => {
    expect(errorsOf(change(kerasRun(1).results)).join('\n')).toContain(message);
  });
});
