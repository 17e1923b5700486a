/** A copy of an outcome is believed no more than a worker: what could not have been recorded is left out. */
import { expect, it } from 'vitest';
import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import { metricsMessage } from '../../test/support/metrics-message.ts';
import { type Outcome, outcomeSchema } from '../ledger/outcome.ts';
import { possibleOf } from '../ledger/take-up.ts';
import { MANIFEST as manifest } from './fixtures/manifest.ts';
import { validateCompletion } from './validate.ts';
import { impossibleIn } from './validate-copy.ts';

const layers = [{ epoch: 1, layers: [{ layer: 'dense_1', deadShare: 0.5, gradientNorm: 2 }] }];
const request = {
  ...{ run: 'run-1', pack: '2-3', trial: 3, attempt: 2, foldSha256: 'bb', seconds: 1.25 },
  worker: { worker: 'host-1', backend: 'wasm' },
  ...metricsMessage(manifest.study, { loss: Number.NaN, auroc: -7 }),
  findings: [{ diverged: { step: 3 } }],
  layers,
} as unknown as CompleteRequest__Output;

const recorded = validateCompletion(manifest, request, new Date('2026-01-02T03:04:05Z')) as Outcome;
const failed: Outcome = {
  ...{ trial: 1, key: 'ones/0/7', status: 'failed', reason: 'WORKER_LOST: killed', attempt: 5 },
  ...{ worker: 'host-1', backend: '', metrics: {}, history: {}, findings: [], seconds: 0 },
  recordedAt: '2026-01-02T03:04:05.000Z',
};
const whyNot = impossibleIn(manifest);

it('takes what was recorded, read back from its text', () => {
  for (const outcome of [recorded, failed])
    expect(whyNot(outcomeSchema.parse(JSON.parse(JSON.stringify(outcome))))).toBeUndefined();
});

const loss = [1, 1];
const IMPOSSIBLE: [string, Outcome, RegExp][] = [
  ['a trial that the run does not have', { ...recorded, trial: 4 }, /the run has 4 trials/],
  ['the key of another trial', { ...recorded, key: 'ones/0/7' }, /whose key is ones\/1\/7/],
  ['an epoch too many', { ...recorded, history: { ...recorded.history, loss: [1, 1, 1] } }, /of 3 epochs/],
  ['no accuracy', { ...recorded, metrics: { loss: 1 } }, /accuracy at the end must be 0 to 1/],
  ['an accuracy above 1', { ...recorded, metrics: { ...recorded.metrics, accuracy: 1.5 } }, /found 1.5/],
  ['a gap that nothing explains', { ...recorded, findings: [] }, /no finding says/],
  ['a step after the last', { ...recorded, findings: [{ kind: 'diverged', step: 8 }] }, /found 8/],
  ['a layer of another model', { ...recorded, findings: [{ kind: 'dead_start', layer: 'x' }] }, /"x"/],
  ['a sample after the last epoch', { ...recorded, layers: [{ ...recorded.layers![0]!, epoch: 3 }] }, /of 2/],
  ['a worker that is a path', { ...recorded, worker: '../x' }, /no valid name/],
  ['a completed trial with a reason', { ...recorded, reason: 'x' }, /says why it failed/],
  ['a failed trial without a reason', { ...failed, reason: undefined }, /says no reason/],
  ['a failed trial with a history', { ...failed, history: { loss } }, /says what the trial came to/],
];
it.each(IMPOSSIBLE)('leaves out %s', (_, outcome, reason) => {
  expect(outcomeSchema.safeParse(outcome).success).toBe(true);
  expect(whyNot(outcome)).toMatch(reason);
});

it('says how many were left out, and keeps the others', () => {
  const said: string[] = [];
  const copies = [recorded, ...IMPOSSIBLE.map(([, outcome]) => outcome), failed];
  expect(possibleOf({ seen: 3, copies }, whyNot, (text) => void said.push(text))).toEqual({
    seen: 3,
    copies: [recorded, failed],
  });
  expect(said).toEqual([
    expect.stringMatching(/^13 copies of outcomes are not of this run, and left out: it is of trial 4/),
  ]);
});
