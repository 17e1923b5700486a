/**
 * Studies of programs of the user's own, on the command line: from `fanout init` to the verdict, and when
 * they fail.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runDirectory } from '../../cli/run/directory.ts';
import { readCopies } from '../../cli/run/outcome-copies.ts';
import type { RunResults } from '../../results/results.ts';
import { FANOUT, fanout, leftovers, ROOT } from '../support/command.ts';

let directory: string;
const cleanups: (() => unknown)[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-program-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string) => join(directory, name);
const HEAD = (name: string) => `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: ${name} }\nspec:\n`;

/** Writes a study whose program is a shell's script, and runs it. */
async function run(name: string, spec: string, script: string, ...options: string[]) {
  writeFileSync(at(`${name}.sh`), script);
  writeFileSync(at(`${name}.yaml`), HEAD(name) + spec);
  const { status, stdout, stderr } = await fanout(
    'run',
    at(`${name}.yaml`),
    '--out',
    at('runs'),
    '--json',
    ...options,
  );
  return { status, stderr, results: JSON.parse(stdout || 'null') as RunResults };
}

describe('fanout init', () => {
  let results: RunResults;
  it('writes a study that runs as it is, to a verdict', async () => {
    expect((await fanout('init', at('start'))).stdout).toMatch(/fanout (-- )?run \S*start\/study\.yaml/);
    const { status, stdout, stderr } = await fanout(
      'run',
      at('start/study.yaml'),
      '--out',
      at('runs'),
      '--json',
    );
    expect(status, stderr).toBe(0);
    results = JSON.parse(stdout) as RunResults;
    expect(results.trials).toMatchObject({ completed: results.trials.total, failed: 0 });
    expect(results.verdict.summary.join(' ')).toMatch(/is the best|differ/);
    expect(results.metrics.map(({ name }) => name)).toEqual(['accuracy', 'loss']);
    const [header] = readFileSync(join(at('runs'), results.run, 'results.csv'), 'utf8').split('\n');
    expect(header).toMatch(/^arm,optimizer,fold,seed,status,accuracy,loss,/);
  });

  it('keeps what each program wrote', async () => {
    const [first] = results.results;
    const key = `${first!.arm}/${first!.fold}/${first!.seed}`;
    const list = await fanout('logs', results.run, '--out', at('runs'));
    expect(list.stdout.split('\n')).toContain(key);
    const { stdout } = await fanout('logs', results.run, key, '--out', at('runs'));
    expect(stdout).toContain(`accuracy=${first!.metrics.accuracy}`);
    expect((await fanout('logs', results.run, `${key}9`, '--out', at('runs'))).stderr).toContain(
      `did you mean "${key}"`,
    );
  });

  it('trains one trial alone, the same as in the run, and keeps nothing', async () => {
    const { arm, fold, seed, metrics } = results.results.at(-1)!;
    const before = readdirSync(at('runs'));
    const { stdout, stderr } = await fanout(
      'run',
      at('start/study.yaml'),
      '--trial',
      `${arm}/${fold}/${seed}`,
      '--verbose',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ metrics });
    expect(stderr).toContain(`accuracy=${metrics.accuracy}`);
    expect(readdirSync(at('runs'))).toEqual(before);
  });

  it('writes over nothing', async () => {
    const { status, stderr } = await fanout('init', at('start'));
    expect(status).toBe(2);
    expect(stderr).toContain('has study.yaml and train.py already');
  });
});

const TWO = `  vary: { mode: [fails, works] }
  folds: { count: 2 }
  objective: { metric: rmse, margin: 0.1 }
`;
const trainer = (name: string, more = '') => `  trainer:\n    command: [sh, ${name}.sh, "{{mode}}"]\n${more}`;

it('a program that fails is tried again as the study says, then failed with its last lines; others go on, also one that asked to be tried elsewhere', async () => {
  // One asks to be tried again elsewhere before it works: that counts as no attempt.
  const script =
    'echo "attempt $FANOUT_ATTEMPT of $FANOUT_TRIAL_KEY"\n[ $1$FANOUT_FOLD = works1 ] && mkdir asked && exit 75\n[ $1 = works ] && echo rmse=0.$FANOUT_FOLD && exit\necho no such file: data.csv >&2\nexit 3\n';
  const { status, results, stderr } = await run(
    'failing',
    TWO + trainer('failing', '    retries: 2\n'),
    script,
  );
  expect(status, stderr).toBe(1);
  expect(results.trials).toEqual({ total: 4, completed: 2, failed: 2, attempts: 8 });
  expect(existsSync(at('asked'))).toBe(true);
  const failed = results.results.filter((trial) => trial.status === 'failed');
  for (const { arm, attempt, reason } of failed) {
    expect([arm, attempt]).toEqual(['fails', 3]);
    expect(reason).toMatch(/^PROGRAM_FAILED: the program of fails\/\d\/1 ended with exit status 3/);
    expect(reason).toContain('no such file: data.csv');
  }
  const { stdout } = await fanout('logs', results.run, 'fails/0/1', '--out', at('runs'), '--attempt', '2');
  expect(stdout).toBe(
    'fanout: attempt 2 starts from no checkpoint; 0 epochs were reported before\nattempt 2 of fails/0/1\nno such file: data.csv\n',
  );
  const report = readFileSync(join(at('runs'), results.run, 'report.html'), 'utf8');
  expect(report).toContain('no such file: data.csv');
});

it('a command that cannot be started ends the run, and says what is missing; it goes on once that is there', async () => {
  const spec = `${TWO}  trainer: { command: [./no-such-program, "{{mode}}"] }\n`;
  const { status, stderr } = await run('missing', spec, '');
  expect(status).toBe(2);
  expect(stderr).toMatch(/no-such-program/);
  expect(stderr).not.toMatch(/at .*\.ts:\d+/);
  writeFileSync(at('no-such-program'), '#!/bin/sh\necho rmse=0.5\n', { mode: 0o755 });
  const [, id] = /go on with: .*--resume (\S+)/.exec(stderr)!;
  const resumed = await fanout('run', '--resume', id!, '--out', at('runs'), '--json');
  expect((JSON.parse(resumed.stdout) as RunResults).trials).toEqual({
    ...{ total: 4, completed: 4, failed: 0, attempts: 4 },
  });
});

it('a run of which everything is killed goes on from its ledger to the same outcomes, and no program outlives it', async () => {
  const spec = `  vary: { mode: [a, b, c] }
  folds: { count: 4 }
  objective: { metric: rmse, margin: 0.1 }
${trainer('killed')}`;
  // Trials of one block wait until they are let through, so that the kill comes in the middle.
  const script = `case "$FANOUT_TRIAL_KEY" in */2/1) while [ ! -e ${at('go')} ]; do sleep 0.05; done ;; esac
echo "epoch=1 rmse=0.$(printf %s "$FANOUT_TRIAL_KEY" | cksum | cut -c1-6)"
`;
  writeFileSync(at('killed.sh'), script);
  writeFileSync(at('killed.yaml'), HEAD('killed') + spec);
  const child = start('run', at('killed.yaml'), '--out', at('kills'), '--json');
  const id = await newEntry(at('kills'), child);
  const kept = runDirectory(at('kills'), id);
  await eventually(async () => (await readCopies(kept)).length >= 6);
  const before = await readCopies(kept);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await eventually(async () => leftovers('killed.sh').length === 0 && leftovers(id).length === 0);
  writeFileSync(at('go'), '');
  const { status, stdout, stderr } = await fanout('run', '--resume', id, '--out', at('kills'), '--json');
  expect(status, stderr).toBe(0);
  const resumed = JSON.parse(stdout) as RunResults;
  const { results: whole } = await run('killed', spec, script);
  const values = (each: RunResults) =>
    each.results.map(({ arm, fold, metrics }) => [arm, fold, metrics.rmse]);
  expect(values(resumed)).toEqual(values(whole));
  const after = await readCopies(kept);
  for (const outcome of before) expect(after).toContainEqual(outcome);
  expect(resumed.trials).toMatchObject({ total: 12, completed: 12 });
});

/** The command as a process that a test can kill. */
function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [FANOUT, ...args], {
    cwd: ROOT,
    stdio: 'ignore',
  });
  cleanups.push(() => child.kill('SIGKILL'));
  return child;
}

/** The name of the first entry of a directory that a process makes. */
async function newEntry(path: string, child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('it ended before')));
  await Promise.race([eventually(async () => existsSync(path) && readdirSync(path).length > 0), ended]);
  return readdirSync(path)[0]!;
}

/**
 * Settles once something holds; looks whenever anything changes in the test's directory, and now and then.
 */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it does not come to hold within a minute');
    const changes = watch(directory, { recursive: true });
    const timer = new AbortController();
    const pause = new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.race([once(changes, 'change', timer).catch(() => undefined), pause]);
    timer.abort();
    changes.close();
  }
}
