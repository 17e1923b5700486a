import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Readers } from './readers.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const PAGE = 'x'.repeat(100_000);

/**
 * Readers of a page of 100 KB, of which there is a new one whenever `version` is raised; a reader who asks
 * for it and does not read it.
 */
async function slowReader() {
  const page = { version: 1 };
  const counts: number[] = [];
  const readers = new Readers(
    (id) => {
      const latest = String(page.version);
      return id === latest ? undefined : { event: 'patch', id: latest, data: PAGE };
    },
    (count) => counts.push(count),
  );
  const server = createServer((_, response) => readers.add(response, undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  closers.push(() => socket.destroy());
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const [, response] = await asked;
  return { page, readers, counts, socket, response };
}

it('keeps nothing for who does not read, and tells the latest when it does', async () => {
  const { page, readers, socket, response } = await slowReader();
  for (let version = 2; version <= 400; version++) {
    page.version = version;
    readers.tell();
    await turn();
  }
  // What the system's own buffers did not take: one page, not what is left of 40 MB.
  expect(response.writableLength).toBeLessThan(2 * PAGE.length);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2 * PAGE.length);
  });
  while (!text.includes('id: 400\n')) await once(socket.resume(), 'data');
});

it('waits at the end for who keeps up, and not for who does not', async () => {
  const { page, readers, counts, socket, response } = await slowReader();
  const left = readers.gone(1e9, never);
  socket.end();
  await left;
  expect(counts).toEqual([1, 0]);

  const slow = await slowReader();
  while (!slow.response.writableNeedDrain) {
    slow.page.version += 1;
    slow.readers.tell();
    await turn();
  }
  await slow.readers.gone(1e9, never);
  expect([page.version, response.destroyed, slow.response.destroyed]).toEqual([1, true, true]);
});

it('stops waiting when told to', async () => {
  const { readers } = await slowReader();
  const stop = new AbortController();
  const gone = readers.gone(1e9, stop.signal);
  stop.abort();
  await gone;
});
