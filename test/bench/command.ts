/**
 * What it costs to run a program for each trial: `npm run bench:command [-- --trials 200 --processes 2
 * --rounds 9]`. Part one: the trainer alone, without a coordinator, beside plain `child_process.spawn` of the
 * same program, which does nothing but report; both in as many processes at a time, in short rounds that take
 * turns, so that whatever else the machine does meets both.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { trialAt } from '../../study/grid.ts';
import { openCommandTrainer } from '../../worker/trainers/command/trainer.ts';
import { commandManifest } from '../support/command-manifest.ts';

const PROGRAM = ['/bin/sh', '-c', 'echo accuracy=1'];
const WARM_UP = 50;
/** Set in the processes of the bench. */
const CHILD = 'BENCH_COMMAND_CHILD';

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

/** What a trainer of programs has to do at least: start one in a group of its own, and read what it says. */
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

/** A process of the bench: measures a kind as often as it is told to. */
async function measure(): Promise<void> {
  const kinds: Record<string, Awaited<ReturnType<(typeof KINDS)[string]>>> = {};
  for (const [kind, open] of Object.entries(KINDS)) {
    kinds[kind] = await open();
    await kinds[kind].run(WARM_UP);
  }
  process.send!('ready');
  for await (const [told] of on(process, 'message')) {
    if (told === 'end') break;
    const { kind, trials } = told as { kind: string; trials: number };
    await kinds[kind]!.run(trials);
    process.send!('done');
  }
  for (const { close } of Object.values(kinds)) await close();
  process.disconnect();
}

/** Settles with a message; rejects when the process ends before. */
function said(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (status: number | null) => reject(new Error(`a process ended with exit status ${status}`));
    child.once('exit', ended).once('message', () => {
      child.off('exit', ended);
      resolve();
    });
  });
}

/** Trials per second of all processes together, in one round. */
async function round(children: readonly ChildProcess[], kind: string, trials: number): Promise<number> {
  const started = performance.now();
  const done = Promise.all(children.map(said));
  for (const child of children) child.send({ kind, trials });
  await done;
  return (children.length * trials) / ((performance.now() - started) / 1000);
}

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      trials: { type: 'string', default: '200' },
      processes: { type: 'string', default: String(availableParallelism()) },
      rounds: { type: 'string', default: '9' },
    },
  });
  const [trials, processes, rounds] = [values.trials, values.processes, values.rounds].map(Number);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${processes} processes, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  const children = Array.from({ length: processes! }, () =>
    fork(fileURLToPath(import.meta.url), {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, [CHILD]: '1' },
    }),
  );
  await Promise.all(children.map(said));
  console.log('trials/s: spawn  trainer  ratio');
  const measured: { spawn: number; trainer: number }[] = [];
  for (let number = 0; number < rounds!; number++) {
    const spawned = await round(children, 'spawn', trials!);
    const trained = await round(children, 'trainer', trials!);
    measured.push({ spawn: spawned, trainer: trained });
    console.log(
      `${spawned.toFixed(0).padStart(15)}${trained.toFixed(0).padStart(9)}${(spawned / trained).toFixed(2).padStart(7)}`,
    );
  }
  for (const child of children) child.send('end');
  console.log(`\nmedian ratio ${median(measured.map(({ spawn, trainer }) => spawn / trainer)).toFixed(2)}`);
}

await (process.env[CHILD] === undefined ? main() : measure());
