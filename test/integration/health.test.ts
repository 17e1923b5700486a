/** What probes are told, over HTTP and gRPC: the truth, in each state. */
import { once } from 'node:events';
import { type ClientReadableStream, credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { afterEach, expect, it } from 'vitest';
import { openMetricsPort } from '../../cli/run/metrics-port.ts';
import { Passageway } from '../faults/arena/passageway.ts';
import { coordinatorAddress, startTestCoordinator, startTestNats, testManifest } from '../support/cluster.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A coordinator behind a proxy that stands for the network to NATS. */
async function start() {
  const nats = await startTestNats();
  closers.push(nats.stop);
  const network = await Passageway.open(Number(new URL(nats.server.url).port));
  closers.push(() => network.close());
  const address = { ...coordinatorAddress(nats.server), url: `nats://127.0.0.1:${network.port}` };
  const coordinator = await startTestCoordinator(nats.server, { nats: address });
  closers.push(() => coordinator.stop(100));
  const port = await openMetricsPort(coordinator, '127.0.0.1', 0);
  closers.push(() => port.stop());
  const get = async (path: string) => {
    const response = await fetch(`${port.url}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return { coordinator, network, get };
}

/** What the health service of gRPC says of a service, '' for the whole server, whenever it changes. */
function watchHealth(address: string, of: string): () => Promise<string> {
  const Client = makeGenericClientConstructor(service, 'Health');
  const client = new Client(address, credentials.createInsecure());
  const stream = (
    client as unknown as { Watch(request: object): ClientReadableStream<{ status: string }> }
  ).Watch({ service: of });
  stream.on('error', () => undefined);
  closers.push(() => {
    stream.cancel();
    client.close();
  });
  return async () => ((await once(stream, 'data')) as [{ status: string }])[0].status;
}

it('says over HTTP whether NATS is there and a run is open; anything else is not found', async () => {
  const { coordinator, get } = await start();
  expect((await get('/readyz')).status).toBe(503);
  await coordinator.startRun(await testManifest('probed', 1, 2), { workers: 1 });
  expect((await get('/healthz')).status).toBe(200);
  expect(await get('/readyz')).toMatchObject({ status: 200, text: expect.stringContaining('nats') });
  expect((await get('/../etc/passwd')).status).toBe(404);
});

it.each(['fanout.v1.Coordinator', ''])(
  'is not ready while NATS is away, and ready again after: "%s"',
  async (of) => {
    const { coordinator, network, get } = await start();
    await coordinator.startRun(await testManifest(of === '' ? 'away' : 'away-coordinator', 1, 2), {
      workers: 1,
    });
    const health = watchHealth(coordinator.address, of);
    expect(await health()).toBe('SERVING');
    const away = health();
    network.passage = 'cut';
    expect(await away).toBe('NOT_SERVING');
    expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('nats: no') });
    // It is alive all the same: to start it again would help nobody.
    expect((await get('/healthz')).status).toBe(200);
    const back = health();
    network.passage = 'open';
    expect(await back).toBe('SERVING');
    expect((await get('/readyz')).status).toBe(200);
    const stopping = health();
    const stopped = coordinator.stop(1_000);
    expect(await stopping).toBe('NOT_SERVING');
    await stopped;
  },
);
