import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { loadDataset } from '../../data/load.ts';
import { asFanoutError } from '../../proto/errors.ts';
import { surveyBackends } from '../../worker/engine/load.ts';
import { findNatsServer } from '../nats/find.ts';

/** One thing that a run needs. `note`: works, and there is something to know. `problem`: a run would fail. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly found: string;
  /** What to do; only where something can be done. */
  readonly advice?: string;
}

/** Looks at this machine, one check after the other. `out`: the directory that runs would be kept in. Never throws. */
export async function examine(out: string): Promise<Check[]> {
  return [
    node(),
    machine(),
    ...(await backends()),
    await nats(),
    await datasets(),
    await disk(out),
    await ports(),
  ];
}

function node(): Check {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  const right = major < 23 && (major > 20 || (major === 20 && minor >= 20));
  const found = process.versions.node;
  return right
    ? { name: 'Node', state: 'ok', found }
    : { name: 'Node', state: 'problem', found, advice: 'use Node 20.20 or newer, below 23' };
}

function machine(): Check {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(1);
  return {
    name: 'machine',
    state: 'ok',
    found: `${availableParallelism()} cores, ${gigabytes} GiB of memory`,
  };
}

/** The first usable backend is the one that a run takes; those before it say why not. */
async function backends(): Promise<Check[]> {
  const surveyed = await surveyBackends();
  const chosen = surveyed.find(({ usable }) => usable);
  return surveyed.map(({ backend, usable, why }) => {
    const name = `backend ${backend}`;
    if (usable)
      return {
        name,
        state: 'ok',
        found: backend === chosen?.backend ? `${why} (this one would be used)` : why,
      };
    return { name, state: chosen ? 'note' : 'problem', found: why };
  });
}

async function nats(): Promise<Check> {
  try {
    const { version, source } = await findNatsServer();
    return { name: 'nats-server', state: 'ok', found: `${version}, ${source}` };
  } catch (thrown) {
    const { message, hint } = asFanoutError(thrown);
    return { name: 'nats-server', state: 'problem', found: message, ...(hint ? { advice: hint } : {}) };
  }
}

async function datasets(): Promise<Check> {
  try {
    await loadDataset({ kind: 'named', name: 'mnist' });
    await loadDataset({ kind: 'named', name: 'iris' });
    return {
      name: 'datasets',
      state: 'ok',
      found: 'mnist and iris are whole; fashion-mnist is fetched on first use',
    };
  } catch (thrown) {
    const { message, hint } = asFanoutError(thrown);
    return { name: 'datasets', state: 'problem', found: message, ...(hint ? { advice: hint } : {}) };
  }
}

/** What a run writes is small, but a full disk under JetStream stops it. */
const LEAST_FREE_BYTES = 500e6;

async function disk(out: string): Promise<Check> {
  const path = resolve(out);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    const { bavail, bsize } = await statfs(path);
    const free = bavail * bsize;
    const found = `${(free / 1e9).toFixed(1)} GB free at ${path}`;
    return free > LEAST_FREE_BYTES
      ? { name: 'disk', state: 'ok', found }
      : { name: 'disk', state: 'problem', found, advice: 'free some space, or choose another --out' };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      name: 'disk',
      state: 'problem',
      found: `cannot write ${path}: ${code ?? message}`,
      advice: `choose another --out; ${dirname(path)} must be writable`,
    };
  }
}

function ports(): Promise<Check> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error) =>
      settle({
        name: 'ports',
        state: 'problem',
        found: `cannot listen on 127.0.0.1: ${error.message}`,
        advice: 'allow local connections',
      }),
    );
    server.listen(0, '127.0.0.1', () =>
      server.close(() => settle({ name: 'ports', state: 'ok', found: 'free ones on 127.0.0.1' })),
    );
  });
}
