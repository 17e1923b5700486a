/** The command as a user types it: real processes, a real nats-server, real training. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResults } from '../../results/results.ts';
import { FANOUT, fanout, IRIS, leftovers, ROOT } from '../support/command.ts';

let out: string;

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'fanout-e2e-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('a run', () => {
  let first: RunResults;

  it('ends with a document, a table, a report, and nothing left behind', async () => {
    const { status, stdout, stderr } = await fanout('run', ...IRIS, '--out', out, '--workers', '2', '--json');
    expect(stderr).toMatch(/"event":"recorded","recorded":20,"trials":20,"trial":"[^"]+",.*"accuracy":/);
    expect(status).toBe(0);
    first = JSON.parse(stdout) as RunResults;
    expect(first.trials).toEqual({ total: 20, completed: 20, failed: 0, attempts: 20 });
    expect(JSON.parse(readFileSync(join(out, first.run, 'results.json'), 'utf8'))).toEqual(first);
    expect(
      readFileSync(join(out, first.run, 'results.csv'), 'utf8')
        .trim()
        .split('\r\n'),
    ).toHaveLength(21);
    expect(readFileSync(join(out, first.run, 'report.html'), 'utf8')).toContain(
      first.verdict.summary[0]!.split(' ')[0]!,
    );
    expect(leftovers(first.run)).toEqual([]);
  });

  it('gives the same numbers again, on other workers and in other packs', async () => {
    const { stdout } = await fanout('run', ...IRIS, '--out', out, '--workers', '1', '--json');
    const again = JSON.parse(stdout) as RunResults;
    const numbers = ({ results }: RunResults) =>
      results.map(({ arm, fold, history, findings }) => [arm, fold, history, findings]);
    expect(numbers(again)).toEqual(numbers(first));
  });

  it('can be shown again, and judged as a table', async () => {
    const shown = await fanout('results', first.run, '--out', out, '--json');
    expect(JSON.parse(shown.stdout)).toEqual(first);
    const verdict = await fanout('verdict', join(out, first.run, 'results.csv'), '--json');
    expect(JSON.parse(verdict.stdout).pairs).toEqual(first.verdict.pairs);
    const page = join(out, 'verdict.html');
    const csv = join(out, first.run, 'results.csv');
    const judged = await fanout(
      'verdict',
      csv,
      '--value',
      'loss',
      '--minimize',
      '--margin',
      '0.1',
      '--report',
      page,
    );
    expect([judged.status, judged.stderr.trim().split('\n')]).toEqual([
      0,
      [expect.stringContaining('20 values of 4 arms'), `Report: ${page}`],
    ]);
    expect(readFileSync(page, 'utf8')).toContain('20 values of loss (smaller is better)');
    const report = await fanout('report', first.run, '--out', out);
    expect(report.stdout.trim()).toBe(join(out, first.run, 'report.html'));
  });

  it('is interrupted in order, and resumed without doing again what is recorded', async () => {
    const child = spawn(
      process.execPath,
      [
        FANOUT,
        'run',
        'studies/iris.yaml',
        '--set',
        'training.epochs=200',
        '--set',
        'seeds=[1,2]',
        '--out',
        join(out, 'b'),
      ],
      { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } },
    );
    let stderr = '';
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stderr.on('data', (chunk) => {
      if (!/\[4\/40\]/.test(stderr) && /\[4\/40\]/.test(stderr + chunk)) {
        child.kill('SIGINT');
        // As it comes through a terminal and npm: again, at once.
        setTimeout(() => child.kill('SIGINT'), 20);
      }
      stderr += chunk;
    });
    expect(await ended).toBe(130);
    const run = /--resume (\S+)/.exec(stderr)![1]!;
    expect(leftovers(run)).toEqual([]);
    const recorded = [...stderr.matchAll(/\] (\S+) accuracy/g)].map((match) => match[1]!);
    const resumed = await fanout('run', '--resume', run, '--out', join(out, 'b'), '--json');
    expect(resumed.status).toBe(0);
    expect((JSON.parse(resumed.stdout) as RunResults).trials).toMatchObject({ total: 40, completed: 40 });
    for (const key of recorded) expect(resumed.stderr).not.toContain(`] ${key} `);
  });
});

describe('a mistake is one clear message, status 2, and nothing half-written', () => {
  const cases: [string, () => string[] | Promise<string[]>, RegExp][] = [
    ['no study', () => ['run'], /a study file is missing/],
    [
      'a study that is not there',
      () => ['run', 'nowhere.yaml'],
      /cannot read the study nowhere\.yaml: ENOENT/,
    ],
    [
      'zero folds',
      () => ['run', 'studies/iris.yaml', '--set', 'folds.count=0'],
      /folds\.count must be at least 1, found 0/,
    ],
    [
      'more folds than examples',
      () => ['run', 'studies/iris.yaml', '--set', 'folds.count=151'],
      /at most the number of examples, 150, found 151/,
    ],
    [
      'a batch larger than the fold',
      () => ['run', 'studies/iris.yaml', '--set', 'training.batchSize=121'],
      /batchSize must be at most 120/,
    ],
    [
      'an unknown dataset',
      () => ['validate', 'studies/iris.yaml', '--set', 'dataset.name=cifar'],
      /must be mnist, fashion-mnist, cifar10, iris, .* or diabetes/,
    ],
    ['an unknown option', () => ['run', 'studies/iris.yaml', '--worker', '2'], /unknown option '--worker'/],
    [
      'workers that are no number',
      () => ['run', 'studies/iris.yaml', '--workers', 'two'],
      /must be a whole number from 1 to 256, found "two"/,
    ],
    [
      'seeds in blocks without an end',
      () => ['run', 'studies/iris.yaml', '--max-seeds', '9'],
      /--max-seeds goes with --until decided/,
    ],
    [
      'fewer seeds than a block has',
      () => ['run', 'studies/iris.yaml', '--until', 'decided', '--max-seeds', '2'],
      /--max-seeds must be at least the seeds of a block, 3, found 2/,
    ],
    ['an unknown run', () => ['results', 'nothing-here'], /there is no run "nothing-here"/],
    ['a run that is a path elsewhere', () => ['run', '--resume', '../../etc'], /there is no run/],
    [
      'an output directory that cannot be',
      () => ['run', 'studies/iris.yaml', '--out', '/dev/null/x'],
      /cannot make .*ENOTDIR/,
    ],
    [
      'a backend that is not here',
      () => ['run', 'studies/iris.yaml', '--backend', 'tfjs-node-gpu', '--out', 'OUT'],
      /tfjs-node-gpu: /,
    ],
    [
      'a port in use',
      async () => ['run', 'studies/iris.yaml', '--out', 'OUT', '--metrics-port', String(await takenPort())],
      /in use|EADDRINUSE/,
    ],
    [
      'no NATS server there',
      () => ['run', 'studies/iris.yaml', '--out', 'OUT', '--nats', 'nats://127.0.0.1:1'],
      /127\.0\.0\.1:1/,
    ],
    [
      'an npy file of objects',
      () => ['validate', objects()],
      /Python objects|does not begin as an npy file|cannot open/,
    ],
  ];

  it.each(cases)('%s', async (_, make, message) => {
    const args = (await make()).map((arg) => (arg === 'OUT' ? join(out, 'mistakes') : arg));
    const { status, stdout, stderr } = await fanout(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([status, stdout]).toEqual([2, '']);
    if (existsSync(join(out, 'mistakes'))) {
      // A run that opened and then could not go on keeps its directory, but has no results; any other leaves
      // nothing.
      for (const run of readdirSync(join(out, 'mistakes'))) {
        expect(existsSync(join(out, 'mistakes', run, 'results.json'))).toBe(false);
        expect(args).toContain('tfjs-node-gpu');
        rmSync(join(out, 'mistakes', run), { recursive: true });
      }
    }
  });

  const servers: ReturnType<typeof createServer>[] = [];
  afterAll(() => servers.map((server) => server.close()));
  const takenPort = () =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () =>
        resolve((server.address() as { port: number }).port),
      );
      servers.push(server);
    });
  const objects = () => {
    writeFileSync(join(out, 'x.npy'), 'not npy');
    const study = join(out, 'own.yaml');
    writeFileSync(
      study,
      'apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: own }\nspec:\n  dataset: { npy: { examples: x.npy, labels: x.npy } }\n',
    );
    return study;
  };
});
