import type { JsMsg } from '@nats-io/jetstream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Lease } from './lease.ts';

const EVERY_MS = 1_000;
const PATIENCE = 3;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function lease() {
  const working = vi.fn();
  const held = new Lease({ working } as Partial<JsMsg> as JsMsg, EVERY_MS, PATIENCE);
  return { held, renewals: () => working.mock.calls.length };
}

it('is renewed at its intervals for as long as the work gets further', () => {
  const { held, renewals } = lease();
  for (let interval = 1; interval <= 20; interval++) {
    held.progress();
    vi.advanceTimersByTime(EVERY_MS);
    expect(renewals()).toBe(interval);
  }
  held.release();
});

it('is renewed a few times more without progress, then no longer, and again when the work gets further', () => {
  const { held, renewals } = lease();
  // The first interval counts as progress: the message has just come.
  vi.advanceTimersByTime(100 * EVERY_MS);
  expect(renewals()).toBe(1 + PATIENCE);
  held.progress();
  vi.advanceTimersByTime(100 * EVERY_MS);
  expect(renewals()).toBe(2 * (1 + PATIENCE));
  held.release();
});

it('is never renewed after it was released', () => {
  const { held, renewals } = lease();
  held.progress();
  held.release();
  vi.advanceTimersByTime(100 * EVERY_MS);
  expect(renewals()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
