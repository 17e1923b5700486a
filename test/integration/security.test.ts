/** The gRPC port: who may speak to it, how much they may say, and what becomes of nonsense. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  credentials,
  Metadata,
  makeGenericClientConstructor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Coordinator, CoordinatorOptions } from '../../coordinator/coordinator.ts';
import { startService } from '../../coordinator/service/server.ts';
import { CHANNEL_OPTIONS, CoordinatorStub, coordinatorService } from '../../proto/service.ts';
import { type CoordinatorAddress, connectCoordinator } from '../../worker/coordinator-client.ts';
import {
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  TOKEN,
  testManifest,
} from '../support/cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
let certificates: string;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  nats = await startTestNats();
  certificates = await mkdtemp(join(tmpdir(), 'fanout-certificates-'));
  for (const authority of ['ca', 'stranger']) makeAuthority(authority);
  makeCertificate('server', 'ca');
  makeCertificate('worker', 'ca');
  makeCertificate('intruder', 'stranger');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await nats.stop();
  await rm(certificates, { recursive: true });
});

const file = (name: string) => join(certificates, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: certificates, stdio: 'pipe' });
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function makeAuthority(name: string): void {
  openssl(
    'req',
    '-x509',
    ...KEY,
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
  );
}

function makeCertificate(name: string, authority: string): void {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  openssl(
    'req',
    ...KEY,
    '-subj',
    `/CN=${name}`,
    '-addext',
    names,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  );
  const signer = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...signer,
    '-days',
    '2',
    '-copy_extensions',
    'copy',
    '-out',
    `${name}.pem`,
  );
}

async function coordinate(run: string, options: Partial<CoordinatorOptions> = {}): Promise<Coordinator> {
  const coordinator = await startTestCoordinator(nats.server, options);
  closers.push(() => coordinator.stop(100));
  await coordinator.startRun(await testManifest(run, 3, 2), { workers: 1 });
  return coordinator;
}

/** What a client gets when it asks for the run: its id, or the code of the error. */
async function ask(address: CoordinatorAddress, run: string): Promise<string> {
  const stop = new AbortController();
  const client = connectCoordinator(address, stop.signal);
  const answer = client.getRun(run).then(
    (manifest) => manifest.run,
    (error: { code: string }) => error.code,
  );
  // Unreachable is tried again until the worker stops: here, soon.
  const patience = setTimeout(() => stop.abort(), 1_500);
  try {
    return await answer;
  } finally {
    clearTimeout(patience);
    stop.abort();
    client.close();
  }
}

describe('a token', () => {
  it('is asked for by every method', async () => {
    const { address } = await coordinate('token');
    const stub = new CoordinatorStub(address, credentials.createInsecure(), CHANNEL_OPTIONS);
    closers.push(() => stub.close());
    for (const [name, method] of Object.entries(coordinatorService)) {
      for (const shown of [undefined, 'Bearer wrong', TOKEN]) {
        const metadata = new Metadata();
        if (shown) metadata.set('authorization', shown);
        const error = await new Promise<ServiceError | null>((resolve) => {
          if (method.requestStream) stub.report(metadata, resolve).end();
          else
            stub.makeUnaryRequest(
              method.path,
              method.requestSerialize,
              method.responseDeserialize,
              {},
              metadata,
              {},
              resolve,
            );
        });
        expect({ name, shown, code: error?.code }).toEqual({ name, shown, code: status.UNAUTHENTICATED });
      }
    }
  });
});

/** Stands between a worker and the coordinator, and keeps what the worker sends. */
async function eavesdrop(address: string): Promise<{ address: string; sent: Buffer[] }> {
  const sent: Buffer[] = [];
  const server = createServer((worker) => {
    const beyond = connect(Number(address.split(':')[1]), '127.0.0.1');
    for (const socket of [worker, beyond]) socket.on('error', () => undefined);
    worker.on('data', (bytes) => sent.push(bytes)).pipe(beyond);
    beyond.pipe(worker);
    closers.push(() => [worker, beyond].map((socket) => socket.destroy()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

/** What the coordinator answers to bytes, up to the end of the connection or until the text is there. */
async function answered(address: string, bytes: Buffer, until: string): Promise<string> {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1').on('error', () => undefined);
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) {
    text += chunk.toString('latin1');
    if (text.includes(until)) break;
  }
  return text;
}

it('a token without TLS can be read on the way: what was heard there is answered once more; with TLS it is not', async () => {
  const files = { cert: file('server.pem'), key: file('server.key') };
  for (const [name, tls] of [
    ['heard', false],
    ['unheard', true],
  ] as const) {
    const { address } = await coordinate(name, { security: { token: TOKEN, ...(tls ? files : {}) } });
    const way = await eavesdrop(address);
    const worker = { address: way.address, token: TOKEN, ...(tls ? { ca: file('ca.pem') } : {}) };
    expect(await ask(worker, name)).toBe(name);
    const manifest = `"run":"${name}"`;
    const said = await answered(address, Buffer.concat(way.sent), manifest);
    expect({ tls, heard: said.includes(manifest) }).toEqual({ tls, heard: !tls });
  }
});

describe('TLS', () => {
  const security = () => ({ token: TOKEN, cert: file('server.pem'), key: file('server.key') });

  it('serves those who trust the authority, and nobody who does not', async () => {
    const { address } = await coordinate('tls', { security: security() });
    expect(await ask({ address, token: TOKEN, ca: file('ca.pem') }, 'tls')).toBe('tls');
    expect(await ask({ address, token: TOKEN, ca: file('stranger.pem') }, 'tls')).toBe('UNAVAILABLE');
    expect(await ask({ address, token: TOKEN }, 'tls')).toBe('UNAVAILABLE');
  });

  it('with a client authority serves only workers whose certificate it signed', async () => {
    const { address } = await coordinate('mtls', { security: { ...security(), clientCa: file('ca.pem') } });
    const trusting = { address, token: TOKEN, ca: file('ca.pem') };
    const shows = (name: string) => ({ ...trusting, cert: file(`${name}.pem`), key: file(`${name}.key`) });
    expect(await ask(shows('worker'), 'mtls')).toBe('mtls');
    expect(await ask(shows('intruder'), 'mtls')).toBe('UNAVAILABLE');
    expect(await ask(trusting, 'mtls')).toBe('UNAVAILABLE');
  });

  it('with a client authority alone takes each certificate for any worker', async () => {
    const { token: _, ...files } = security();
    const { address } = await coordinate('mtls-only', { security: { ...files, clientCa: file('ca.pem') } });
    const stop = new AbortController();
    const identity = { address, ca: file('ca.pem'), cert: file('worker.pem'), key: file('worker.key') };
    const client = connectCoordinator(identity, stop.signal);
    closers.push(() => client.close());
    closers.push(() => stop.abort());
    const begin = { run: 'mtls-only', pack: '0-2', delivery: 1 };
    for (const worker of ['w-1', 'w-2'])
      expect(await client.begin({ ...begin, worker: { worker, backend: '' } })).toMatchObject({
        decision: 'DECISION_TRAIN',
      });
  });

  it('keeps the connection of a worker whose token is valid, as without TLS', async () => {
    const service = await startService({
      ...{ address: '127.0.0.1:0', security: security(), run: () => undefined, onHeartbeat: () => undefined },
      bounds: { proofMs: 500, mostConnections: 2 },
    });
    closers.push(() => service.stop(100));
    const ca = readFileSync(file('ca.pem'));
    const stub = new CoordinatorStub(service.address, credentials.createSsl(ca), CHANNEL_OPTIONS);
    closers.push(() => stub.close());
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${TOKEN}`);
    const call = () =>
      new Promise<string | undefined>((resolve) =>
        stub.getRun({ run: 'r' }, metadata, { deadline: Date.now() + 5_000 }, (error) =>
          resolve(error?.details),
        ),
      );
    expect(await call()).toBe('run "r" is not served here');
    const stranger = () =>
      connect(Number(service.address.split(':')[1]), '127.0.0.1').on('error', () => undefined);
    // One that shows nothing is closed after `proofMs`; by then the worker's would be as well.
    await once(stranger().resume(), 'close');
    const second = stranger();
    closers.push(() => second.destroy());
    await once(second, 'connect');
    await once(stranger().resume(), 'close');
    expect(second.destroyed).toBe(false);
    expect(await call()).toBe('run "r" is not served here');
  });

  it('says which file cannot be read', async () => {
    const missing = { ...security(), key: file('no-such.key') };
    await expect(startTestCoordinator(nats.server, { security: missing })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('no-such.key'),
    });
  });
});

describe('what makes no sense', () => {
  /** Sends raw bytes as the request of a method. */
  async function send(address: string, method: string, bytes: Buffer): Promise<number> {
    const raw = { path: `/fanout.v1.Coordinator/${method}`, requestStream: false, responseStream: false };
    const Client = makeGenericClientConstructor(
      {
        call: {
          ...raw,
          requestSerialize: (value: Buffer) => value,
          requestDeserialize: (value: Buffer) => value,
          responseSerialize: (value: Buffer) => value,
          responseDeserialize: (value: Buffer) => value,
        },
      },
      'raw',
    );
    const client = new Client(address, credentials.createInsecure());
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${TOKEN}`);
    try {
      return await new Promise((resolve) => {
        client.call!(bytes, metadata, { deadline: Date.now() + 10_000 }, (error: ServiceError | null) =>
          resolve(error?.code ?? status.OK),
        );
      });
    } finally {
      client.close();
    }
  }

  it('is refused above a mebibyte', async () => {
    const { address } = await coordinate('large');
    const field = Buffer.from([0x0a, 0x80, 0x80, 0x80, 0x01]);
    const code = await send(address, 'GetRun', Buffer.concat([field, Buffer.alloc(2 * 1024 * 1024, 97)]));
    expect(code).toBe(status.RESOURCE_EXHAUSTED);
  });

  it('crashes nothing: the run is finished all the same', async () => {
    const coordinator = await coordinate('fuzzed');
    const { address } = coordinator;
    const methods = ['GetRun', 'Begin', 'Complete', 'Release', 'Heartbeat', 'Report'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...methods),
        fc.uint8Array({ maxLength: 200 }),
        async (method, bytes) => {
          expect(await send(address, method, Buffer.from(bytes))).not.toBe(status.DEADLINE_EXCEEDED);
        },
      ),
      { numRuns: 300 },
    );
    const stub = new CoordinatorStub(address, credentials.createInsecure());
    closers.push(() => stub.close());
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${TOKEN}`);
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('fuzzed', '0-2', '0', '../..', '*', '>', '9999999999-1'),
    );
    const whole = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const metricName = fc.constantFrom('accuracy', 'loss', 'train_loss', 'macro_f1', '__proto__', '', 'a b');
    const values = fc.array(fc.double(), { maxLength: 3 });
    const request = fc.record({
      run: text,
      pack: text,
      trial: fc.oneof(whole, fc.nat(6)),
      attempt: whole,
      worker: fc.option(fc.record({ worker: text, backend: text })),
      foldSha256: text,
      metrics: fc.dictionary(metricName, fc.double()),
      history: fc.dictionary(metricName, fc.record({ values })),
      seconds: fc.double(),
      code: text,
      reason: text,
      delivery: whole,
    });
    await fc.assert(
      fc.asyncProperty(request, async (value) => {
        const reply = await new Promise<{ recording: string } | undefined>((resolve) => {
          stub.complete(value, metadata, (_error, answer) => resolve(answer));
        });
        expect(reply?.recording).not.toBe('RECORDING_RECORDED');
      }),
      { numRuns: 300 },
    );
    const run = await coordinator.resumeRun('fuzzed', { workers: 1 }).catch(() => undefined);
    const worker = startTestWorker(nats.server, coordinator, 'fuzzed');
    closers.push(worker.stop);
    await run?.done;
    const outcomes = (await run?.outcomes()) ?? [];
    expect(outcomes.map(({ status }) => status)).toEqual(Array(6).fill('completed'));
  });
});
