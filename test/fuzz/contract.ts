/**
 * Hostile requests to a coordinator in a process of its own, with a run of its own and a worker's token: each
 * is answered in time, the coordinator lives, and the run is finished afterwards with one outcome for each
 * trial.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type CallOptions, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import type { CoordinatorClient } from '../../proto/generated/fanout/v1/Coordinator.ts';
import { CHANNEL_OPTIONS, CoordinatorStub } from '../../proto/service.ts';
import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';
import { startTestNats, startTestWorker, TOKEN } from '../support/cluster.ts';
import { ROOT } from '../support/command.ts';
import { withDirectory } from './files.ts';
import { type Message, nextMessage } from './messages.ts';
import { randomOf } from './mutate.ts';
import { Finding } from './sense.ts';

/** How long one request, and the start and the end of the run, may take. */
const ANSWER_MS = 5_000;
const PATIENCE_MS = 30_000;
/** Requests that are sent even when the start has taken all of the time. */
const LEAST = 300;

const LABELS = Array.from({ length: 8 }, (_, index) => `{ zeros: {}, as: choice-${index} }`);
const STUDY = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: attacked }
spec:
  dataset: { name: iris }
  initializers: [${LABELS.join(', ')}]
  folds: { count: 2 }
  seeds: [1]
  model: [dense: { units: classes, activation: softmax }]
  training: { epochs: 1 }
`;

/**
 * Sends requests until `deadline` (milliseconds since 1970), and at least 300, the same ones for the same
 * seed; counts them, and those that were taken. Throws Finding.
 */
export function fuzzContract(deadline: number, seed: number): Promise<{ cases: number; accepted: number }> {
  return withDirectory(async (directory) => {
    const nats = await startTestNats();
    let attacked: Attacked | undefined;
    try {
      attacked = await startAttacked(directory, nats.server);
      const counts = await attack(attacked, deadline, seed);
      await finish(attacked, nats.server, seed);
      return counts;
    } finally {
      attacked?.stub.close();
      await attacked?.end();
      await nats.stop();
    }
  });
}

interface Attacked {
  readonly run: string;
  readonly address: string;
  readonly out: string;
  readonly stub: CoordinatorClient;
  /** How the process ended, with the last that it said; undefined while it lives. */
  ended(): string | undefined;
  end(): Promise<void>;
}

type Nats = Awaited<ReturnType<typeof startTestNats>>['server'];

async function startAttacked(directory: string, { url, coordinator }: Nats): Promise<Attacked> {
  const at = (name: string) => join(directory, name);
  writeFileSync(at('study.yaml'), STUDY);
  const where = ['--nats', url, '--listen', '127.0.0.1:0', '--run-file', at('run.json'), '--out', at('runs')];
  const env = {
    FANOUT_NATS_USER: coordinator.user,
    FANOUT_NATS_PASSWORD: coordinator.pass,
    FANOUT_TOKEN: TOKEN,
  };
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=400',
      '--import',
      'tsx',
      'cli/fanout.ts',
      'coordinator',
      at('study.yaml'),
      ...where,
    ],
    {
      cwd: ROOT,
      env: { ...process.env, ...env, FANOUT_LEASE_MS: '2000' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const { ended, exited } = follow(child);
  const opened = () => existsSync(at('run.json')) && readFileSync(at('run.json'), 'utf8').endsWith('}');
  await until(() => opened() || ended() !== undefined, 'the coordinator to open its run');
  if (ended() !== undefined) throw new Error(`the coordinator did not start: ${ended()}`);
  const { run, address } = JSON.parse(readFileSync(at('run.json'), 'utf8'));
  const end = async () => {
    if (ended() === undefined) child.kill('SIGKILL');
    await exited;
  };
  const stub = new CoordinatorStub(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  return { run, address, out: at('runs'), stub, ended, end };
}

function follow(child: ChildProcess) {
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk).slice(-2_000);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  let how: string | undefined;
  const exited = new Promise<void>((resolve) =>
    child.once('close', (code, signal) => {
      how = `${signal ?? `status ${code}`}\n${said}`;
      resolve();
    }),
  );
  return { ended: () => how, exited };
}

async function attack({ run, stub, ended }: Attacked, deadline: number, seed: number) {
  const { reply } = await send(stub, { method: 'getRun', request: { run } });
  const manifest = JSON.parse((reply as { manifestJson: string }).manifestJson) as Manifest;
  const truth = { run, folds: manifest.folds.map((fold) => fold.validationSha256) };
  const random = randomOf(seed);
  let [cases, accepted] = [0, 0];
  do {
    const message = nextMessage(random, truth);
    const { error } = await send(stub, message);
    const code = error?.code ?? status.OK;
    if (ended() !== undefined)
      throw new Finding('contract', `the coordinator ended: ${ended()}`, shown(message));
    if (code === status.DEADLINE_EXCEEDED || code === status.INTERNAL || code === status.UNKNOWN)
      throw new Finding('contract', `was answered ${status[code]}: ${error?.details}`, shown(message));
    cases += 1;
    if (code === status.OK) accepted += 1;
  } while (cases < LEAST || Date.now() < deadline);
  return { cases, accepted };
}

/** Trains what is left: each trial of the manifest must have one outcome in the end. */
async function finish({ address, run, out, ended }: Attacked, nats: Nats, seed: number): Promise<void> {
  const worker = startTestWorker(nats, { address } as Coordinator, run);
  try {
    await until(() => ended() !== undefined, 'the run to be finished').catch((error: Error) => {
      throw new Finding(
        'contract',
        `the run of the attack is not finished: ${error.message}`,
        `seed ${seed}`,
      );
    });
  } finally {
    await worker.stop();
  }
  const file = join(out, run, 'results.json');
  if (!existsSync(file)) throw new Finding('contract', `the run was lost: ${ended()}`, `seed ${seed}`);
  const { results, trials } = JSON.parse(readFileSync(file, 'utf8')) as RunResults;
  const distinct = new Set(results.map((trial) => JSON.stringify([trial.arm, trial.seed, trial.fold])));
  if (results.length !== trials.total || distinct.size !== trials.total || trials.total !== 16)
    throw new Finding('contract', `${results.length} outcomes of ${trials.total} trials`, `seed ${seed}`);
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const patience = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > patience) throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
    await setTimeout(20);
  }
}

type Call = (
  request: object,
  metadata: Metadata,
  options: CallOptions,
  done: (error: ServiceError | null, reply?: unknown) => void,
) => unknown;

/** Sends one request; an answer may be an error, which is an answer as well. */
function send(stub: CoordinatorClient, { method, request }: Message) {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${TOKEN}`);
  const options = { deadline: Date.now() + ANSWER_MS };
  return new Promise<{ error: ServiceError | null; reply?: unknown }>((resolve) => {
    const silence = { code: status.DEADLINE_EXCEEDED, details: 'no answer at all' } as ServiceError;
    const patience = globalThis.setTimeout(() => resolve({ error: silence }), 2 * ANSWER_MS);
    const done = (error: ServiceError | null, reply?: unknown) => {
      clearTimeout(patience);
      resolve({ error, reply });
    };
    if (method === 'report') stub.report(metadata, options, done).end(request);
    else (stub[method] as Call).call(stub, request, metadata, options, done);
  });
}

/** A request as a finding shows it, with the numbers that JSON does not have. */
const shown = ({ method, request }: Message) =>
  `${method} ${JSON.stringify(request, (_, value) => (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)) ? String(value) : value))}`.slice(
    0,
    20_000,
  );
