/**
 * SIGTERM to `fanout coordinator`, `fanout worker` and `fanout run` in each state: the process ends in order,
 * well within its grace period.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coordinatorAddress, startTestNats, TOKEN, workerAddress } from '../support/cluster.ts';
import { FANOUT, IRIS, ROOT } from '../support/command.ts';

/** What `docs/operations.md` promises. */
const GRACE_MS = 10_000;

let directory: string;
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-stop-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(directory, { recursive: true, force: true });
});

/** A process of the command, and what it logs. */
function start(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
  const child = spawn(process.execPath, [FANOUT, ...args], {
    cwd: ROOT,
    env: { ...process.env, FANOUT_TOKEN: TOKEN, ...env },
  });
  cleanups.push(() => child.kill('SIGKILL'));
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  return {
    child,
    /** Settles as `event` does; rejects when the process ends before. */
    untilCalled: (event: Promise<unknown>) =>
      Promise.race([
        event,
        once(child, 'exit').then(() => Promise.reject(new Error(`ended before it called:\n${text}`))),
      ]),
    /** Settles when the log says so. */
    says: (what: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => text.includes(what) && resolve();
        listeners.add(look);
        child.once('exit', () => reject(new Error(`ended without saying ${JSON.stringify(what)}:\n${text}`)));
        look();
      }),
    log: () => text,
  };
}

/** Sends SIGTERM; the exit status, or the signal that had to be used after the grace period. */
async function toldToStop(child: ChildProcess): Promise<number | string> {
  const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.kill('SIGTERM');
  const [code, signal] = await once(child, 'exit');
  clearTimeout(late);
  return code ?? signal;
}

/** What listens where NATS or a dataset should be: hangs up at once, or takes the call and says nothing. */
async function insteadOfServer(mute: boolean) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (mute) sockets.add(socket);
    else socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `nats://127.0.0.1:${port}`, called: once(server, 'connection') };
}

/** A study on a dataset whose server takes the call and never answers. */
async function studyOfSilence() {
  const { url, called } = await insteadOfServer(true);
  const path = join(directory, 'silence.yaml');
  const index = `${url.replace('nats:', 'http:')}/index.json`;
  writeFileSync(
    path,
    `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: silence }
spec:
  dataset: { shards: { index: "${index}" } }
  model: [dense: { units: classes, activation: softmax }]
`,
  );
  return { path, called };
}

const environment = ({ url, user, password }: ReturnType<typeof coordinatorAddress>) => ({
  FANOUT_NATS_URL: url,
  FANOUT_NATS_USER: user,
  FANOUT_NATS_PASSWORD: password,
});
const LONG = [...IRIS, '--set', 'training.epochs=8000'];
const coordinate = (...more: string[]) => ['coordinator', ...more, '--listen', '127.0.0.1:0'];

async function startNats() {
  const nats = await startTestNats();
  cleanups.push(nats.stop);
  return nats;
}

/** A coordinator whose run is open, with the run's id and its own address. */
async function openRun(nats: Awaited<ReturnType<typeof startNats>>) {
  const coordinator = start(
    coordinate(...LONG, '--out', directory),
    environment(coordinatorAddress(nats.server)),
  );
  await coordinator.says('run is open');
  const line = coordinator
    .log()
    .split('\n')
    .find((each) => each.includes('run is open'))!;
  return { coordinator, ...(JSON.parse(line) as { run: string; address: string }) };
}

describe('the coordinator', () => {
  it.each([
    { what: 'hangs up', mute: false },
    { what: 'says nothing', mute: true },
  ])('ends while NATS $what', async ({ mute }) => {
    const { url, called } = await insteadOfServer(mute);
    const { child, untilCalled } = start(coordinate(...LONG), { FANOUT_NATS_URL: url });
    await untilCalled(called);
    expect(await toldToStop(child)).toBe(0);
  });

  it('ends while its dataset does not answer', async () => {
    const { path, called } = await studyOfSilence();
    const { child, untilCalled } = start(coordinate(path));
    await untilCalled(called);
    expect(await toldToStop(child)).toBe(0);
  });

  it('ends in the middle of a run, also when NATS is gone', async () => {
    const nats = await startNats();
    const { coordinator, run, address } = await openRun(nats);
    const worker = start(['worker', '--run', run, '--coordinator', address, '--backend', 'wasm'], {
      ...environment(workerAddress(nats.server)),
    });
    await worker.says('training a pack');
    expect(await toldToStop(coordinator.child)).toBe(0);
    // Its worker still trains, and has nobody to tell.
    expect(await toldToStop(worker.child)).toBe(0);

    const again = start(coordinate('--resume', run), environment(coordinatorAddress(nats.server)));
    await again.says('run is open');
    await nats.server.stop();
    expect(await toldToStop(again.child)).toBe(0);
  });

  it('ends while it waits for another one to go', async () => {
    const nats = await startNats();
    const { run } = await openRun(nats);
    const second = start(coordinate('--resume', run, '--wait'), environment(coordinatorAddress(nats.server)));
    await second.says('another coordinator');
    expect(await toldToStop(second.child)).toBe(0);
  });
});

describe('a worker', () => {
  it.each([
    { what: 'hangs up', mute: false },
    { what: 'says nothing', mute: true },
  ])('ends while NATS $what', async ({ mute }) => {
    const { url, called } = await insteadOfServer(mute);
    const { child, untilCalled } = start(['worker', '--run', 'r', '--backend', 'wasm'], {
      FANOUT_NATS_URL: url,
    });
    await untilCalled(called);
    expect(await toldToStop(child)).toBe(0);
  });

  it('ends while it trains and NATS is gone', async () => {
    const nats = await startNats();
    const { run, address } = await openRun(nats);
    const worker = start(['worker', '--run', run, '--coordinator', address, '--backend', 'wasm'], {
      ...environment(workerAddress(nats.server)),
    });
    await worker.says('training a pack');
    await nats.server.stop();
    expect(await toldToStop(worker.child)).toBe(0);
  });
});

it('a run ends while its dataset does not answer, and says what to do', async () => {
  const { path, called } = await studyOfSilence();
  const { child, log, untilCalled } = start(['run', path, '--out', directory]);
  await untilCalled(called);
  expect(await toldToStop(child)).toBe(130);
  expect(log()).toMatch(/told to stop while the dataset was read\n {2}run the command again/);
});
