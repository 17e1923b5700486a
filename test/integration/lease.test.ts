/**
 * The claim of a coordinator on a run, while clocks are set: only renewals count, seen by a clock that is
 * never set.
 */
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { acquireLease, type LeaseOptions } from '../../coordinator/run/lease.ts';
import { openRunStore } from '../../coordinator/run/store.ts';
import { startTestNats } from '../support/cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
let connection: NatsConnection;
beforeAll(async () => {
  nats = await startTestNats();
  const { url, coordinator } = nats.server;
  connection = await connect({ servers: url, user: coordinator.user, pass: coordinator.pass });
  await openRunStore(jetstream(connection), 1);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

const TTL_MS = 600;
const claim = (run: string, holder: string, options: Partial<LeaseOptions> = {}) =>
  acquireLease(jetstream(connection), run, { holder, ttlMs: TTL_MS, wait: false, ...options });

/** Sets the machine's clock by so many milliseconds. */
function setClock(by: number): void {
  const real = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => real() + by);
}

const DAY_MS = 86_400_000;

it.each([DAY_MS, -DAY_MS])(
  'a claim that is renewed stands, with a clock that is set by %d ms',
  async (by) => {
    const first = await claim(`renewed${by}`, 'first');
    setClock(by);
    await expect(claim(`renewed${by}`, 'second')).rejects.toMatchObject({ code: 'RUN_LOCKED' });
    await first.release();
  },
);

it.each([DAY_MS, -DAY_MS])(
  'a claim that nobody renews is free, with a clock that is set by %d ms',
  async (by) => {
    // Renewed so seldom that nobody does during the test.
    const dead = await claim(`dead${by}`, 'dead', { ttlMs: 600_000 });
    setClock(by);
    const next = await claim(`dead${by}`, 'next');
    await next.release();
    await dead.release();
  },
);

it('one that was released, or is of the same name, is free at once', async () => {
  const first = await claim('again', 'first', { ttlMs: 600_000 });
  await claim('again', 'first', { ttlMs: 600_000 }).then((lease) => lease.release());
  const began = performance.now();
  await claim('again', 'second', { ttlMs: 600_000 }).then((lease) => lease.release());
  expect(performance.now() - began).toBeLessThan(300_000);
  await first.release();
});

it('who waits is told for whom, and takes over what is not renewed', async () => {
  const dead = await claim('waited', 'dead', { ttlMs: 600_000 });
  const waited: string[] = [];
  const next = await claim('waited', 'next', { wait: true, onWait: (holder) => void waited.push(holder) });
  expect(waited).toEqual(['dead']);
  await next.release();
  await dead.release();
});
