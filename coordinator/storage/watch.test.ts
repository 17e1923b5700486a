import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { isUnstored } from './refusal.ts';
import { type StorageChange, StorageWatch } from './watch.ts';

const api = (code: number, description: string) =>
  new JetStreamApiError({ code: 503, err_code: code, description });

/** As the client library makes it, which does not export its class. */
const notEnabled = Object.assign(new JetStreamError('jetstream is not enabled'), {
  name: 'JetStreamNotEnabled',
});

describe('what says that NATS stores nothing', () => {
  const unstored: [string, unknown][] = [
    ['no answer', new errors.TimeoutError()],
    ['nobody keeps the stream', notEnabled],
    ['the server’s limit', api(10_023, 'insufficient resources')],
    ['the account’s limit', api(10_002, 'resource limits exceeded for account')],
    ['the stream’s limit', api(10_077, 'maximum bytes exceeded')],
  ];
  it.each(unstored)('%s', (_, error) => expect(isUnstored(error)).toBe(true));

  const other: [string, unknown][] = [
    ['another value is there', api(10_071, 'wrong last sequence: 1')],
    ['the pack is queued already', api(10_077, 'maximum messages per subject exceeded')],
    ['too large', api(10_054, 'message size exceeds maximum allowed')],
    ['the stream is gone', api(10_059, 'stream not found')],
    ['the connection is gone', new errors.ClosedConnectionError()],
    ['no error at all', undefined],
  ];
  it.each(other)('not: %s', (_, error) => expect(isUnstored(error)).toBe(false));
});

/** A watch under a clock of the test's own; `fail` and `store` write into a stream. */
function watchAt(listening = false) {
  let now = 0;
  let connected = true;
  const said: string[] = [];
  const changes: StorageChange[] = [];
  const watch = new StorageWatch({
    ...(listening ? { onChange: (change: StorageChange) => void changes.push(change) } : {}),
    connected: () => connected,
    log: (text, fields) => void said.push(`${text} ${JSON.stringify(fields)}`),
    now: () => now,
  });
  return {
    watch,
    said,
    changes,
    later: (seconds: number) => {
      now += 1000 * seconds;
    },
    cut: () => {
      connected = false;
    },
    fail: (stream: string, error: Error = new errors.TimeoutError()) =>
      watch.tried(stream, Promise.reject(error)).catch(() => undefined),
    store: (stream: string) => watch.tried(stream, Promise.resolve(7)),
  };
}

it('says what, since when and what to do; again each minute; and once when it is over', async () => {
  const { watch, said, later, fail, store } = watchAt();
  await Promise.all([fail('A'), fail('A'), fail('A')]);
  expect([watch.state, said]).toEqual([{ failures: 3, writable: true }, []]);
  later(5);
  await fail('A');
  expect(watch.state).toEqual({ failures: 4, writable: false });
  expect(said).toEqual([
    expect.stringMatching(/^NATS has stored nothing in A since 1970-01-01T00:00:00.000Z.*make room.*timeout/),
  ]);
  for (let tries = 0; tries < 12; tries++) {
    later(5);
    await fail('A');
  }
  expect(said).toHaveLength(2);
  await store('A');
  await store('A');
  expect(watch.state).toEqual({ failures: 16, writable: true });
  expect(said.slice(2)).toEqual([
    expect.stringMatching(/^NATS stores again, after it had not for 65 s .*"writes":16/),
  ]);
});

it('goes by the stream: one that goes on taking messages hides no other', async () => {
  const { watch, later, fail, store } = watchAt();
  await fail('A');
  later(5);
  await Promise.all([fail('A'), store('B')]);
  expect(watch.state.writable).toBe(false);
  // Its run was closed: nobody tries it any more.
  later(301);
  expect(watch.state.writable).toBe(true);
});

it('counts neither what was refused for what it is, nor what failed without a connection', async () => {
  const { watch, later, cut, fail } = watchAt();
  for (const error of [api(10_071, 'wrong last sequence: 1'), api(10_059, 'stream not found')]) {
    await fail('A', error);
    later(10);
    await fail('A', error);
  }
  cut();
  await fail('A');
  later(10);
  await fail('A');
  expect(watch.state).toEqual({ failures: 0, writable: true });
});

it('passes on what the write gives, and its error', async () => {
  const { watch, store } = watchAt();
  expect(await store('A')).toBe(7);
  await expect(watch.tried('A', Promise.reject(new Error('of a write')))).rejects.toThrow('of a write');
});

it('tells once that NATS stores nothing, and once that every stream takes writes again', async () => {
  const { changes, said, later, fail, store } = watchAt(true);
  const failing = async (stream: string) => {
    await fail(stream);
    later(70);
    await fail(stream);
  };
  await failing('A');
  await failing('A');
  await failing('B');
  expect(changes).toEqual([{ kind: 'failing', reason: 'timeout', since: new Date(0) }]);
  await store('A');
  expect(changes).toHaveLength(1);
  later(30);
  await store('B');
  expect(changes.slice(1)).toEqual([{ kind: 'recovered', seconds: 100 }]);
  expect(said).toEqual([]);
});
