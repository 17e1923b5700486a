/** Replicas over one Lease, on a clock of the test's own. */
import { afterEach, expect, it } from 'vitest';
import { type ElectionOptions, type Leadership, type LeaseStore, lead } from './election.ts';
import { type LeaseState, moveOf, seenAgain } from './hold.ts';

const TERM = 8_000;
const EVERY = 2_000;

/** A Lease in memory, that can be out of reach for some of those who ask. */
function memoryLease() {
  let kept: { state: LeaseState; version: string } | undefined;
  let writes = 0;
  const cut = new Set<string>();
  const of = (me: string): LeaseStore => {
    const reach = () => {
      if (cut.has(me)) throw new Error('out of reach');
    };
    return {
      async read() {
        reach();
        return kept;
      },
      async write(state, version) {
        reach();
        if (kept?.version !== version) return false;
        kept = { state, version: String(++writes) };
        return true;
      },
    };
  };
  return { of, cut, holder: () => kept?.state.holder, transitions: () => kept?.state.transitions };
}

/** A clock that stands still until all who wait on it are waiting, and then goes to the next of them. */
function steppedClock() {
  let now = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const wait = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      const sleeper = { at: now + ms, wake: resolve };
      sleepers.add(sleeper);
      const aborted = () => {
        sleepers.delete(sleeper);
        resolve();
      };
      sleeper.wake = () => {
        signal.removeEventListener('abort', aborted);
        resolve();
      };
      signal.addEventListener('abort', aborted);
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    wait,
    settle,
    async until(ms: number) {
      for (;;) {
        for (let turn = 0; turn < 10; turn++) await settle();
        const [next] = [...sleepers].sort((a, b) => a.at - b.at);
        if (!next || next.at > ms) break;
        sleepers.delete(next);
        now = next.at;
        next.wake();
      }
      now = ms;
    },
  };
}

const controllers: AbortController[] = [];
afterEach(() => {
  for (const each of controllers.splice(0)) each.abort();
});

function replicas() {
  const lease = memoryLease();
  const clock = steppedClock();
  const start = (me: string) => {
    const controller = new AbortController();
    controllers.push(controller);
    const options: ElectionOptions = {
      ...{ store: lease.of(me), me, termMs: TERM, everyMs: EVERY, signal: controller.signal },
      ...{ log: () => undefined, now: clock.now, wait: clock.wait },
    };
    const replica = {
      kill: () => controller.abort(),
      held: undefined as Leadership | undefined,
      lost: false,
    };
    void lead(options).then((held) => {
      replica.held = held;
      held?.lost.catch(() => {
        replica.lost = true;
      });
    });
    return replica;
  };
  return { lease, clock, start };
}

it('of two one leads, and the other for as long as it lives does not', async () => {
  const { lease, clock, start } = replicas();
  const a = start('a');
  await clock.until(0);
  const b = start('b');
  await clock.until(120_000);
  expect([a.held !== undefined, b.held, lease.holder(), a.lost]).toEqual([true, undefined, 'a', false]);
});

it('one that is killed is replaced within a term and a look', async () => {
  const { lease, clock, start } = replicas();
  const a = start('a');
  await clock.until(1_000);
  const b = start('b');
  await clock.until(61_000);
  a.kill();
  await clock.until(61_000 + TERM - EVERY);
  expect(b.held).toBeUndefined();
  await clock.until(61_000 + TERM + 2 * EVERY);
  expect([b.held !== undefined, lease.holder(), lease.transitions()]).toEqual([true, 'b', 1]);
});

it('one that goes in order is replaced at the next look', async () => {
  const { lease, clock, start } = replicas();
  const a = start('a');
  await clock.until(1_000);
  start('b');
  await clock.until(20_000);
  await a.held!.release();
  await clock.until(20_000 + EVERY);
  expect(lease.holder()).toBe('b');
});

it('one that cannot renew gives up before another can have it', async () => {
  const { lease, clock, start } = replicas();
  const a = start('a');
  await clock.until(1_000);
  const b = start('b');
  await clock.until(30_000);
  lease.cut.add('a');
  let both = false;
  for (let ms = 30_000; ms < 60_000; ms += 250) {
    await clock.until(ms);
    both ||= !a.lost && b.held !== undefined;
  }
  expect([a.lost, both, lease.holder()]).toEqual([true, false, 'b']);
});

it('one that was frozen, and finds another leading, gives up at once', async () => {
  const { lease, clock, start } = replicas();
  const a = start('a');
  await clock.until(1_000);
  const taken = await lease.of('c').read();
  await lease.of('c').write({ holder: 'c', renewed: 'x', transitions: 1 }, taken!.version);
  await clock.until(1_000 + 2 * EVERY);
  expect([a.lost, lease.holder()]).toEqual([true, 'c']);
});

it('a Lease out of reach is asked for again, and of two that take it at once one has it', async () => {
  const { lease, clock, start } = replicas();
  lease.cut.add('a').add('b');
  const [a, b] = [start('a'), start('b')];
  await clock.until(10_000);
  lease.cut.clear();
  await clock.until(20_000);
  expect([a.held, b.held].filter((held) => held !== undefined)).toHaveLength(1);
});

it('a renewal is judged by when it was seen, and by nothing that it says', () => {
  const found = (version: string, renewed: string) => ({
    state: { holder: 'b', renewed, transitions: 0 },
    version,
  });
  const first = seenAgain(undefined, found('1', '2026'), 0);
  const moveAt = (version: string, renewed: string) =>
    moveOf(seenAgain(first, found(version, renewed), TERM), 'a', TERM, TERM);
  expect([moveAt('1', '2099'), moveAt('2', '1970')]).toEqual(['take', 'wait']);
  expect(moveOf({ state: { ...first.state!, holder: '' }, at: 0 }, 'a', 0, TERM)).toBe('take');
});
