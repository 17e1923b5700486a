/** The gRPC port and those who connect to it and say nothing, or not enough. */
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { credentials, Metadata } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionBounds } from '../../coordinator/service/connections.ts';
import { type Service, startService } from '../../coordinator/service/server.ts';
import { CHANNEL_OPTIONS, CoordinatorStub } from '../../proto/service.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(bounds: ConnectionBounds): Promise<Service> {
  const service = await startService({
    address: '127.0.0.1:0',
    security: { token: 'of-a-test' },
    run: () => undefined,
    onHeartbeat: () => undefined,
    bounds,
  });
  closers.push(() => service.stop(100));
  return service;
}

async function open({ address }: Service): Promise<Socket> {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1').on('error', () => undefined);
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Settles when the other side has closed. */
const closed = (socket: Socket) => once(socket.resume(), 'close');

/** A channel, and what its calls are answered: with a token as a worker's, or without. */
async function caller(
  { address }: Service,
  token?: string,
): Promise<{ call(): Promise<string | undefined> }> {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  const stub = new CoordinatorStub(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  closers.push(() => stub.close());
  const call = () =>
    new Promise<string | undefined>((resolve) =>
      stub.getRun({ run: 'r' }, metadata, { deadline: Date.now() + 5_000 }, (error) =>
        resolve(error?.details),
      ),
    );
  return { call };
}

const REFUSED = 'the call shows no valid token';
const ADMITTED = 'run "r" is not served here';

describe('a connection to the gRPC port', () => {
  it.each([
    ['nothing', ''],
    ['half of the preface', 'PRI * HTTP/2'],
    ['another protocol', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('that says %s is closed', async (_, words) => {
    const socket = await open(await serve({ firstWordsMs: 200 }));
    const gone = closed(socket);
    if (words) socket.write(words);
    await gone;
  });

  it('of a worker stays when one that says nothing has gone', async () => {
    const service = await serve({ firstWordsMs: 300, mostConnections: 2 });
    const { call } = await caller(service, 'of-a-test');
    expect(await call()).toBe(ADMITTED);
    await closed(await open(service));
    // There is room for one: so the worker still has the connection that it came with.
    await open(service);
    await closed(await open(service));
    expect(await call()).toBe(ADMITTED);
  });

  it('that speaks HTTP/2 and shows no valid token is closed; that of a worker stays', async () => {
    const service = await serve({ proofMs: 500, mostConnections: 3 });
    const worker = await caller(service, 'of-a-test');
    expect(await worker.call()).toBe(ADMITTED);
    const session = connectHttp2(`http://${service.address}`).on('error', () => undefined);
    closers.push(() => session.destroy());
    const gone = once(session, 'close');
    const stranger = session.request({
      ':method': 'POST',
      ':path': '/fanout.v1.Coordinator/GetRun',
      'content-type': 'application/grpc',
      authorization: 'Bearer of-another',
    });
    stranger.on('error', () => undefined).end(Buffer.from([0, 0, 0, 0, 3, 10, 1, 114]));
    await gone;
    // There is room for two: so the worker still has the connection that it came with.
    const both = [await open(service), await open(service)];
    await closed(await open(service));
    expect(await worker.call()).toBe(ADMITTED);
    for (const socket of both) socket.destroy();
  });

  it('is one of a bounded number; who was closed leaves room', async () => {
    const service = await serve({ firstWordsMs: 400, mostConnections: 2 });
    const first = [await open(service), await open(service)].map(closed);
    await closed(await open(service));
    await Promise.all(first);
    expect(await (await caller(service)).call()).toBe(REFUSED);
  });

  it('that answers pings and makes no call is closed', async () => {
    const { address } = await serve({ idleMs: 200 });
    const session = connectHttp2(`http://${address}`).on('error', () => undefined);
    closers.push(() => session.destroy());
    await once(session, 'close');
  });

  it('that says nothing does not hold up the end', async () => {
    const service = await serve({});
    const gone = closed(await open(service));
    await service.stop(60_000);
    await gone;
  });
});
