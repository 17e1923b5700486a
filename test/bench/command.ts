/**
 * What it costs to run a program for each trial: `npm run bench:command [-- --trials 1000 --processes 2
 * --rounds 3]`. Part one: the trainer alone, without a coordinator, beside plain `child_process.spawn` of the
 * same program, which does nothing but report; both in as many processes at a time. Rounds take turns, and
 * the best of each counts, as nothing but the machine's other work makes one slower.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { trialAt } from '../../study/grid.ts';
import { openCommandTrainer } from '../../worker/trainers/command/trainer.ts';
import { commandManifest } from '../support/command-manifest.ts';

const PROGRAM = ['/bin/sh', '-c', 'echo accuracy=1'];
const WARM_UP = 50;

/** Runs the program so often, one after the other, and returns how long that took, in seconds. */
type Measured = (trials: number) => Promise<number>;

const KINDS: Readonly<Record<string, () => Promise<{ run: Measured; close: () => Promise<void> }>>> = {
  spawn: async () => ({ run: timed(spawnOnce), close: async () => undefined }),
  trainer: async () => {
    const trainer = await openCommandTrainer({ slot: { index: 0, of: 2 } });
    const manifest = commandManifest('bench', { program: PROGRAM, seeds: [...Array(100_000).keys()] });
    const { signal } = new AbortController();
    const observer = { onSteps: () => undefined, onEpochs: () => undefined, onProgress: () => undefined };
    await trainer.prepare(manifest, signal);
    let index = 0;
    const once = async () => {
      const job = { manifest, trials: [trialAt(manifest.study, index++)], attempt: 1 };
      const [result] = await trainer.run(job, observer, signal);
      if (result?.status !== 'completed' || result.report.metrics.accuracy !== 1)
        throw new Error(JSON.stringify(result));
    };
    return { run: timed(once), close: () => trainer.close() };
  },
};

function timed(work: () => Promise<void>): Measured {
  return async (trials) => {
    const started = performance.now();
    for (let trial = 0; trial < trials; trial++) await work();
    return (performance.now() - started) / 1000;
  };
}

/**
 * What every trainer of programs has to do at least: start it in a group of its own, and read what it says.
 */
async function spawnOnce(): Promise<void> {
  const [file, ...rest] = PROGRAM;
  const child = spawn(file!, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  child.stderr.resume();
  await once(child, 'close');
  if (text !== 'accuracy=1\n') throw new Error(text);
}

async function measure(kind: string, trials: number): Promise<void> {
  const { run, close } = await KINDS[kind]!();
  await run(WARM_UP);
  process.send!('ready');
  await once(process, 'message');
  process.send!({ seconds: await run(trials) });
  await close();
  process.disconnect();
}

/** Trials per second of all processes together. */
async function inProcesses(kind: string, trials: number, count: number): Promise<number> {
  const execArgv = ['--import', 'tsx'];
  const children = Array.from({ length: count }, () =>
    fork(fileURLToPath(import.meta.url), ['--kind', kind, '--trials', String(trials)], { execArgv }),
  );
  await Promise.all(children.map(said));
  const started = performance.now();
  for (const child of children) child.send('go');
  await Promise.all(children.map(said));
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
  return (count * trials) / seconds;
}

async function said(child: ChildProcess): Promise<unknown> {
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the bench ended with exit status ${code}`);
  });
  failed.catch(() => undefined);
  return Promise.race([once(child, 'message'), failed]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kind: { type: 'string' },
      trials: { type: 'string', default: '1000' },
      processes: { type: 'string', default: String(availableParallelism()) },
      rounds: { type: 'string', default: '3' },
    },
  });
  const trials = Number(values.trials);
  if (values.kind !== undefined) return measure(values.kind, trials);
  const [processes, rounds] = [Number(values.processes), Number(values.rounds)];
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${processes} processes, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round++)
    for (const kind of Object.keys(KINDS)) {
      const rate = await inProcesses(kind, trials, processes);
      best[kind] = Math.max(best[kind] ?? 0, rate);
      console.log(`${kind.padEnd(8)} ${rate.toFixed(0).padStart(6)} trials/s`);
    }
  console.log(`\nbest: spawn is ${(best.spawn! / best.trainer!).toFixed(2)} × as fast as the trainer`);
}

await main();
