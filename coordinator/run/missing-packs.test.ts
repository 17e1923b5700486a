import { expect, it } from 'vitest';
import { armCalled } from '../../study/fixtures/arm.ts';
import type { Study } from '../../study/study.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { Decisions } from './decisions.ts';
import type { RunEvent } from './events.ts';
import { missingPacks } from './missing-packs.ts';
import { TrialStates } from './trial-states.ts';

/** Two arms in three folds: trials 0 and 1 share fold 0, and so on. */
const study = {
  arms: [armCalled('zeros'), armCalled('ones')],
  folds: { count: 3 },
  seeds: [1],
  settings: {
    model: [{ kind: 'dense', units: 2, activation: 'softmax' }],
    training: { epochs: 1, batchSize: 1, optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 } },
  },
} as unknown as Study;

it('packs what has no outcome and is not in the queue, and says how often it was tried', () => {
  const states = new TrialStates(6);
  expect([states.record(0), states.record(0), states.recorded]).toEqual([true, false, 1]);
  states.become(new Map([[3, { kind: 'open', failures: 2 }]]));
  expect(missingPacks(study, states, new Set([4, 5]), { workers: 1, largestPack: 1 })).toEqual([
    { trials: [1], priorAttempts: 0 },
    { trials: [2], priorAttempts: 0 },
    { trials: [3], priorAttempts: 2 },
  ]);
  expect(missingPacks(study, states, new Set([1, 2, 3, 4, 5]), { workers: 1 })).toEqual([]);
});

it('tells of a decision after it is carried out: a pack that is split is in the queue before the worker hears', async () => {
  const done: string[] = [];
  const decisions = new Decisions({
    manifest: { study },
    states: new TrialStates(6),
    book: { forget: async () => void done.push('forgotten') },
    publish: async (packs) => void done.push(`published ${packs.map(({ trials }) => trials.join('+'))}`),
    record: async ({ trial, status, reason }: Outcome) => done.push(`${status} ${trial}: ${reason}`),
    tell: ({ kind }: RunEvent) => void done.push(kind),
    now: () => new Date(0),
  });
  const held = { pack: '0-1', trials: [0, 1], worker: 'w' };
  const begin = async () =>
    decisions.after({ kind: 'begin', attemptsBefore: 0 }, held, async (attempt) => {
      done.push(`begins ${attempt}`);
    });
  expect(await begin()).toEqual({ decision: 'train', trials: [0, 1], attempt: 1 });
  const tooLarge = { kind: 'released', code: 'OUT_OF_MEMORY', reason: '' } as const;
  expect(await decisions.after(tooLarge, held)).toEqual({ decision: 'discard' });
  const single = { pack: '0', trials: [0], worker: 'w' };
  const defect = { kind: 'released', code: 'INTERNAL', reason: 'why' } as const;
  expect(await decisions.after(defect, single)).toEqual({ decision: 'discard' });
  expect(await decisions.after({ kind: 'released', code: 'INTERRUPTED', reason: '' }, single)).toEqual({
    decision: 'return',
  });
  expect(done).toEqual([
    ...['begins 1', 'began', 'published 0,1', 'split', 'failed 0: INTERNAL: why', 'forgotten'],
  ]);
});
