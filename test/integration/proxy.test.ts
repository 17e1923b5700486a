import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  type TestWorker,
  testManifest,
} from '../support/cluster.ts';

let proxy: Server;
let asked: number;
beforeEach(async () => {
  asked = 0;
  proxy = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  for (const name of ['http_proxy', 'https_proxy', 'grpc_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'])
    vi.stubEnv(name, address);
  for (const name of ['no_proxy', 'NO_PROXY', 'no_grpc_proxy']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  return new Promise<void>((resolve) => proxy.close(() => resolve()));
});

it('a run asks no proxy for NATS or its coordinator, whose token the proxy would see', async () => {
  const nats = await startTestNats();
  const coordinator = await startTestCoordinator(nats.server);
  let worker: TestWorker | undefined;
  try {
    const run = await coordinator.startRun(await testManifest('proxied', 2, 2), { workers: 1 });
    worker = startTestWorker(nats.server, coordinator, 'proxied');
    await run.done;
    expect(asked).toBe(0);
  } finally {
    await worker?.stop();
    await coordinator.stop();
    await nats.stop();
  }
}, 20_000);
