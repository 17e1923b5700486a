import { expect, it } from 'vitest';
import { holdOut } from './hold-out.ts';
import { randomStream } from './randomness.ts';
import { Stopping } from './stopping.ts';

const RULE = { metric: 'loss', patience: 2, minDelta: 0.1, restoreBest: true, share: 0.2 };

/** The epoch behind which a trial stops, and by which it counts. */
function stopsAt(
  values: readonly (number | undefined)[],
  change: object = {},
  direction = 'minimize' as const,
) {
  const stopping = new Stopping({ ...RULE, ...change }, { direction }, 1);
  let kept = 0;
  for (const [epoch, value] of values.entries()) {
    stopping.note(0, epoch, value);
    if (stopping.keeps(0, epoch)) kept = epoch;
    if (stopping.ended) return { stopped: epoch, kept };
  }
  return { stopped: undefined, kept };
}

it('stops behind as many epochs without an improvement as there is patience for', () => {
  // 0.95 improves by less than 0.1: the best stays 1.
  expect(stopsAt([2, 1, 0.95, 0.92, 0.1])).toEqual({ stopped: 3, kept: 1 });
  expect(stopsAt([2, 1, 0.95, 0.8, 0.85, 0.5])).toEqual({ stopped: undefined, kept: 5 });
  expect(stopsAt([2, 1, 0.95, 0.92], { restoreBest: false })).toEqual({ stopped: 3, kept: 3 });
  expect(stopsAt([1, 2, 3], { patience: 1 })).toEqual({ stopped: 1, kept: 0 });
});

it('knows which way is better', () => {
  expect(stopsAt([0.5, 0.7, 0.6, 0.75], {}, 'maximize' as never)).toEqual({ stopped: 3, kept: 1 });
});

it('takes what is no number for no improvement', () => {
  expect(stopsAt([1, undefined, Number.NaN])).toEqual({ stopped: 2, kept: 0 });
  expect(stopsAt([undefined, undefined])).toEqual({ stopped: 1, kept: 1 });
  expect(stopsAt([undefined, 3, 1])).toEqual({ stopped: undefined, kept: 2 });
});

it('stops each trial of a pack for itself, and never without a rule', () => {
  const stopping = new Stopping({ ...RULE, patience: 1 }, { direction: 'minimize' }, 2);
  for (const [epoch, value] of [1, 2].entries()) {
    stopping.note(0, epoch, value);
    stopping.note(1, epoch, 3 - value);
  }
  expect([0, 1].map((trial) => stopping.stopped(trial))).toEqual([true, false]);
  expect(stopping.ended).toBe(false);
  const none = new Stopping(undefined, undefined, 1);
  expect([none.ended, none.keeps(0, 3)]).toEqual([false, true]);
});

it('holds out a share of the training examples, the same for the same numbers', () => {
  const fold = {
    validation: Uint32Array.of(0, 1),
    train: Uint32Array.from({ length: 50 }, (_, index) => index + 2),
    validationSha256: '',
    trainSha256: '',
  };
  const cut = (seed: number) => holdOut(fold, 0.2, randomStream(1, seed, 'held/0'));
  const { rest, held } = cut(1);
  expect([held.validation.length, held.train.length, rest.train.length]).toEqual([10, 0, 40]);
  expect([...held.validation, ...rest.train].sort((a, b) => a - b)).toEqual([...fold.train]);
  expect([...rest.train]).toEqual([...rest.train].sort((a, b) => a - b));
  expect(rest.validation).toBe(fold.validation);
  expect(cut(1).held.validation).toEqual(held.validation);
  expect(cut(2).held.validation).not.toEqual(held.validation);
});
