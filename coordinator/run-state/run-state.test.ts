import { expect, it } from 'vitest';
import { began, failed, manifestOf, progress, recorded, released } from '../../web/fixtures/story.ts';
import type { RunEvent } from '../run/events.ts';
import { RunState } from './run-state.ts';

/** Two arms on two folds, two epochs each: trials 0 to 3. */
const manifest = manifestOf(['a', 'b'], 2, [1]);

function after(...events: readonly RunEvent[]): RunState {
  let now = 100;
  const run = new RunState(manifest, () => now);
  for (const event of events) {
    now += 1;
    run.apply(event);
  }
  return run;
}

it('a worker that lost a trial to another changes nothing of it any more', () => {
  const run = after(began('w1', [0]), began('w2', [0], 2), progress('w1', [0], 9, 0.9));
  expect(run.trials[0]).toMatchObject({
    worker: 'w2',
    attempt: 2,
    done: 0,
    value: undefined,
    lastSeenAt: 102,
  });
});

it('an attempt that begins anew, or comes back, has nothing of the one before', () => {
  const far = [began('w1', [0]), progress('w1', [0], 5, 0.5)] as const;
  expect(after(...far).trials[0]).toMatchObject({ done: 0.5, value: 0.5, latest: { accuracy: 0.5 } });
  const fresh = { done: 0, value: undefined, values: [], latest: {} };
  expect(after(...far, began('w2', [0], 2)).trials[0]).toMatchObject({ ...fresh, state: 'training' });
  const back = after(...far, released('w1', [0]));
  expect(back.trials[0]).toMatchObject({ ...fresh, state: 'queued', worker: undefined, lastSeenAt: 0 });
  expect(back.packsReleased).toBe(1);
});

it('an epoch that the study does not have takes no room', () => {
  const event = progress('w1', [0], 5) as Extract<RunEvent, { kind: 'progress' }>;
  const beyond = { ...event, trials: [{ trial: 0, epoch: 2, metrics: { accuracy: 0.5 } }] };
  const run = after(beyond, progress('w1', [99], 5, 0.5));
  expect(run.trials[0]).toMatchObject({ state: 'training', values: [], value: undefined });
});

it('outcomes are counted once each, those of an earlier part of the run as what was done before', () => {
  const run = after(
    recorded(manifest, 0, 0.5, [], true),
    recorded(manifest, 0, 0.9),
    failed(manifest, 1, 'no room'),
    recorded(manifest, 1, 0.9),
  );
  expect(run.outcomes).toEqual({ completed: 1, failed: 1 });
  expect([run.recorded, run.examplesBefore]).toEqual([2, 200]);
  expect(run.trials[0]).toMatchObject({ state: 'completed', value: 0.5 });
  expect(run.trials[1]).toMatchObject({ state: 'failed', value: undefined });
  // What comes twice is no progress either.
  expect(run.lastProgressAt).toBe(103);
});
