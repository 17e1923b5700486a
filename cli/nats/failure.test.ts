import { expect, test } from 'vitest';
import { startFailure } from './failure.ts';

const PLACES = { port: 4222, storeDirectory: '/runs/a/nats', log: '/runs/a/nats-server.log' };

test.each([
  [
    'listen tcp 127.0.0.1:4222: bind: address already in use',
    'PORT_IN_USE',
    'port 4222 on 127.0.0.1 is taken',
  ],
  [
    "Can't start JetStream: write: no space left on device",
    'OUTPUT_UNWRITABLE',
    'no space left for /runs/a/nats',
  ],
  ['mkdir /runs/a/nats: permission denied', 'OUTPUT_UNWRITABLE', 'cannot write /runs/a/nats'],
  ['mkdir /runs/a/nats: read-only file system', 'OUTPUT_UNWRITABLE', 'cannot write /runs/a/nats'],
])('%s is %s', (logged, code, message) => {
  const failure = startFailure(
    'exit status 1',
    `[1] [INF] Starting nats-server\n[1] [FTL] ${logged}\n`,
    PLACES,
  );
  expect(failure).toMatchObject({ code, exitCode: 2 });
  expect(failure.message).toContain(message);
});

test('anything else shows how it ended, the last lines of the log, and where the log is', () => {
  const logged = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n');
  const failure = startFailure('signal 9', logged, PLACES);
  expect(failure.message).toBe(
    'nats-server did not start: signal 9\n  line 14\n  line 15\n  line 16\n  line 17\n  line 18\n  line 19',
  );
  expect(failure.hint).toBe('its log is /runs/a/nats-server.log');
});
