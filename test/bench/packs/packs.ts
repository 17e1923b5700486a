/**
 * Measures packs of the first study's network on one backend, beside PyTorch and JAX on the same card where
 * Python has them: `bench:engine --backend NAME [--packs 1,7,35,140] [--seconds 2] [--peers]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Backend } from '../../../engines/engine.ts';
import { loadEngine } from '../../../engines/load.ts';
import { type Measured, measurePacks } from './measure.ts';
import { packsRatios, packsTable } from './table.ts';

/** What is measured, and where what it needs lies. */
export interface PacksOptions {
  /** Left out: the peers alone. */
  readonly backend?: Backend;
  readonly packs: readonly number[];
  /** How long a block lasts at least: half of it. */
  readonly seconds: number;
  /** Names of the scripts of peers: torch_packs, jax_packs. */
  readonly peers: readonly string[];
  /** The folders of those scripts, and of MNIST's two files. */
  readonly scripts: string;
  readonly mnist: string;
  /** Is told each measurement as it comes. */
  readonly onMeasured?: (measured: Measured) => void;
}

/** Measures, and returns the table and what it comes to as lines. */
export async function benchPacks(options: PacksOptions): Promise<string[]> {
  const { backend, packs } = options;
  const measured: Measured[] = [];
  const left: string[] = [];
  const keep = (each: Measured) => {
    measured.push(each);
    options.onMeasured?.(each);
  };
  const says = backend === undefined ? [] : [await benchBackend(backend, options, keep)];
  for (const peer of options.peers) {
    const why = await runPeer(peer, options, keep);
    if (why !== undefined) left.push(`${peer}: not measured (${why})`);
  }
  const compared = packs.includes(35) ? 35 : Math.max(...packs);
  const ratios = backend === undefined ? [] : packsRatios(measured, backend, compared);
  return [...says, '', ...packsTable(measured), '', ...ratios, ...left];
}

/** Measures the packs of one backend; returns what it is. */
async function benchBackend(
  backend: Backend,
  { packs, seconds }: PacksOptions,
  keep: (measured: Measured) => void,
): Promise<string> {
  const engine = await loadEngine(backend, { threads: 1 });
  try {
    for await (const each of measurePacks(engine, packs, seconds)) keep(each);
    return `${backend}: ${engine.description}`;
  } finally {
    engine.dispose();
  }
}

/** Runs a script in Python; returns why there is nothing more of it, or undefined at its end. */
async function runPeer(
  name: string,
  { packs, seconds, scripts, mnist }: PacksOptions,
  keep: (measured: Measured) => void,
): Promise<string | undefined> {
  const args = ['--mnist', mnist, '--packs', packs.join(','), '--seconds', `${seconds}`];
  const child = spawn('python3', [`${scripts}/${name}.py`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // JAX would take three quarters of the card, which others use too.
    env: { ...process.env, XLA_PYTHON_CLIENT_PREALLOCATE: 'false', PYTHONDONTWRITEBYTECODE: '1' },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  const ended = once(child, 'close').catch((error: Error) => [error.message]);
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('{')) keep(JSON.parse(line) as Measured);
  const [code] = await ended;
  return code === 0 ? undefined : (errors.trim().split('\n').at(-1) ?? `status ${code}`) || `status ${code}`;
}
