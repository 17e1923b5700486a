import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { checkNatsServer } from './check.ts';
import { findNatsServer } from './find.ts';
import { startNatsServer } from './start.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that speaks just enough of NATS's protocol to be connected to; it answers no request. */
async function pretendServer(info: object): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(
      `INFO ${JSON.stringify({ server_id: 'X', max_payload: 1_048_576, headers: true, ...info })}\r\n`,
    );
    socket.on('data', (data) => {
      const text = data.toString();
      if (text.includes('PING')) socket.write('PONG\r\n');
      // The reply to a request nobody listens to: no responders.
      const [, reply] = /PUB \$JS\.API\.INFO (\S+) /.exec(text) ?? [];
      if (reply) socket.write(`HMSG ${reply} 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('refuses a server that is too old', async () => {
  const url = await pretendServer({ version: '2.10.29', jetstream: true });
  await expect(checkNatsServer({ url })).rejects.toMatchObject({
    code: 'NATS_UNSUITABLE',
    message: `the NATS server at ${url} is version 2.10.29`,
  });
});

test('refuses a server without JetStream', async () => {
  const url = await pretendServer({ version: '2.12.0' });
  await expect(checkNatsServer({ url })).rejects.toMatchObject({
    code: 'NATS_UNSUITABLE',
    message: `the NATS server at ${url} has no JetStream for this user`,
  });
});

test('says that nothing answers', async () => {
  const url = await pretendServer({ version: '2.12.0' });
  await closers.pop()!();
  await expect(checkNatsServer({ url }, { patienceMs: 0 })).rejects.toMatchObject({
    code: 'NATS_UNAVAILABLE',
  });
});

const binary = await findNatsServer().catch(() => undefined);

test.skipIf(!binary)('accepts a real server, and refuses wrong credentials', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'fanout-check-'));
  closers.push(() => rm(directory, { recursive: true, force: true }));
  const server = await startNatsServer({
    binary: binary!.path,
    directory,
    storeDirectory: join(directory, 'nats'),
  });
  closers.push(() => server.stop());
  const { user, pass } = server.coordinator;
  expect(await checkNatsServer({ url: server.url, user, password: pass })).toEqual({
    version: binary!.version,
  });
  await expect(checkNatsServer({ url: server.url, user, password: 'wrong' })).rejects.toMatchObject({
    code: 'CREDENTIALS_REFUSED',
  });
  const worker = { user: server.worker.user, password: server.worker.pass };
  await expect(checkNatsServer({ url: server.url, ...worker })).rejects.toMatchObject({
    code: 'NATS_UNSUITABLE',
  });
});

test.skipIf(!binary)('a password in the address is used, and shown in no message', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'fanout-check-'));
  closers.push(() => rm(directory, { recursive: true, force: true }));
  const server = await startNatsServer({
    binary: binary!.path,
    directory,
    storeDirectory: join(directory, 'nats'),
  });
  closers.push(() => server.stop());
  const withUser = (user: string, pass: string, port = new URL(server.url).port) =>
    `nats://${user}:${pass}@127.0.0.1:${port}`;
  const { coordinator, worker } = server;
  await expect(checkNatsServer({ url: withUser(coordinator.user, coordinator.pass) })).resolves.toBeDefined();
  const refused = [
    withUser('coordinator', 'wrong-hunter2'),
    withUser(worker.user, worker.pass),
    withUser('coordinator', 'hunter2', '1'),
    withUser('coordinator', 'hunter2@', '99999999'),
  ];
  for (const url of refused) {
    const error = await checkNatsServer({ url }, { patienceMs: 0 }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(FanoutError);
    const shown = [error.message, error.hint, String(error.cause), error.cause?.stack].join('\n');
    expect(shown).not.toMatch(/hunter2/);
    expect(shown).not.toContain(worker.pass);
  }
});
