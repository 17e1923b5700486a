import { expect, it } from 'vitest';
import type { Finding } from '../../proto/findings.ts';
import type { Metric } from '../../proto/metrics.ts';
import { validateProgramReport } from './validate-program-report.ts';

const accuracy: Metric = {
  ...{ name: 'accuracy', title: 'accuracy' },
  direction: 'maximize',
  scale: 'share',
  least: 0,
  most: 1,
};
const study = {
  metrics: [accuracy],
  objective: { metric: 'accuracy', direction: 'maximize', margin: 0.01, alpha: 0.05 } as const,
};
const diverged: Finding = { kind: 'diverged', step: 3 };

type Report = Parameters<typeof validateProgramReport>[1];
const judge = (report: Partial<Report>) =>
  validateProgramReport(study, {
    metrics: { accuracy: 0.5 },
    history: {},
    findings: [],
    layers: [],
    ...report,
  });

it('takes whatever metrics a program reports beside the objective, of any number of epochs', () => {
  const history = { accuracy: [null, 0.4], 'grad/norm': [1e300, -7] };
  expect(judge({ metrics: { accuracy: 0.5, lr: -1 }, history })).toEqual({
    ...{ metrics: { accuracy: 0.5, lr: -1 }, history, findings: [] },
  });
});

it('a trial that diverged needs no objective, and nothing that is not finite is kept', () => {
  expect(judge({ metrics: { loss: Number.NaN, accuracy: Number.NaN, lr: 1 }, findings: [diverged] })).toEqual(
    {
      ...{ metrics: { lr: 1 }, history: {}, findings: [diverged] },
    },
  );
});

it.each<[string, Partial<Report>, string]>([
  ['no objective', { metrics: { loss: 1 } }, 'accuracy is missing or not finite'],
  ['per cent', { metrics: { accuracy: 97.3 } }, 'report a share of 1, not per cent'],
  ['per cent in an epoch', { history: { accuracy: [0.1, 97] } }, 'must be 0 to 1, found 97'],
  ['another name than a metric can have', { metrics: { accuracy: 1, 'a b': 1 } }, 'is no name of a metric'],
  [
    'too many metrics',
    { metrics: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`m${i}`, i])) },
    '33 metrics',
  ],
  ['lists of different lengths', { history: { a: [1], accuracy: [0.1, 0.2] } }, 'of 1 and of 2 epochs'],
  ['too many epochs', { history: { a: new Array(10_001).fill(0) } }, 'at most 10000'],
  [
    'more than an entry holds',
    {
      history: Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`m${i}`, new Array(9_000).fill(0.123456789)]),
      ),
    },
    '1 MiB',
  ],
  ['layers', { layers: [{ epoch: 0, input: { mean: 0, variance: 0 }, layers: [] }] }, 'samples of layers'],
  ['a finding of networks', { findings: [{ kind: 'dead_start', layer: 'x' }] }, 'of networks alone'],
  ['an unknown finding', { findings: [undefined] }, 'not one of the known kinds'],
  ['two findings', { findings: [diverged, diverged] }, 'at most one'],
  ['an impossible step', { findings: [{ kind: 'diverged', step: 2 ** 53 }] }, 'from 0 on'],
])('refuses %s', (_, report, reason) => {
  expect(judge(report)).toEqual(expect.stringContaining(reason));
});
