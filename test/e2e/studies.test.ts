/** What studies can do beyond a plain run: other factors, seeds until decided, the self-check. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

describe('a study of another factor', () => {
  it('compares its values, in tables and verdict under its own name', async () => {
    const vary = ['--set', 'vary={training.batchSize: [8, 32]}', '--set', 'initializers=[he_normal]'];
    const longer = [...IRIS.slice(0, 1), '--set', 'seeds=[1]', '--set', 'training.epochs=40'];
    const { status, stdout } = await fanout('run', ...longer, ...vary, '--out', join(out, 'vary'), '--json');
    expect(status).toBe(0);
    const results = JSON.parse(stdout) as RunResults;
    expect(results.trials).toMatchObject({ total: 10, completed: 10 });
    expect(results.factors).toEqual([
      { name: 'batchSize', field: 'training.batchSize', levels: ['8', '32'] },
    ]);
    const [pair] = results.verdict.pairs;
    expect([pair!.a, pair!.b]).toEqual(['batchSize=8', 'batchSize=32']);
    // The same first weights: before the first step all layers of a fold and seed are in the same state.
    const [small, large] = results.results.slice(0, 2).map(({ layers }) => layers![0]!.layers[0]!);
    expect(results.results[1]!.levels).toEqual({ batchSize: '32' });
    expect(small!.deadShare).toBeTypeOf('number');
    expect(large!.layer).toBe(small!.layer);
    const directory = join(out, 'vary', results.run);
    expect(readFileSync(join(directory, 'results.csv'), 'utf8').split(',').slice(0, 2)).toEqual([
      ...['arm', 'batchSize'],
    ]);
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('2 values of batchSize on iris');
    const again = await fanout('verdict', join(directory, 'results.csv'), '--factor', 'batchSize', '--json');
    expect(JSON.parse(again.stdout).pairs[0]).toMatchObject({ a: '8', b: '32', p: pair!.p });
  });
});

describe('a run until decided', () => {
  const study = ['studies/iris.yaml', '--set', 'seeds=[1]', '--set', 'training.epochs=10'];

  it('stops as soon as every pair is decided, and says what alpha it spent', async () => {
    const settle = ['--until', 'decided', '--block', '2', '--max-seeds', '8', '--set', 'verdict.margin=0.45'];
    const { status, stdout } = await fanout(
      'run',
      ...study,
      ...settle,
      '--out',
      join(out, 'until'),
      '--json',
    );
    expect(status).toBe(0);
    const results = JSON.parse(stdout) as RunResults;
    const { sequential, pairs, summary } = results.verdict;
    expect(pairs.every(({ conclusion }) => conclusion !== 'undecided')).toBe(true);
    expect(sequential!.stopped).toBe('settled');
    const { seeds } = sequential!.looks.at(-1)!;
    expect(seeds).toBeLessThan(8);
    expect(results.trials.total).toBe(20 * seeds);
    expect(sequential!.spent).toBeLessThan(0.05);
    expect(summary.join('\n')).toContain(`Seeds were added in blocks, ${seeds} of at most 8`);
    const shown = await fanout('results', results.run, '--out', join(out, 'until'), '--json');
    expect(JSON.parse(shown.stdout)).toEqual(results);
  });

  it('is interrupted in the middle of a block, and goes on there', async () => {
    const args = ['run', ...study, '--until', 'decided', '--max-seeds', '3', '--out', join(out, 'until2')];
    const child = spawn(process.execPath, [FANOUT, ...args], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1' },
    });
    let stderr = '';
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stderr.on('data', (chunk) => {
      const second = /Block 2[\s\S]*\[4\/20\]/;
      if (!second.test(stderr) && second.test(stderr + chunk)) child.kill('SIGINT');
      stderr += chunk;
    });
    expect(await ended).toBe(130);
    const run = /--resume (\S+)/.exec(stderr)![1]!;
    const declared = join(out, 'until2', run, 'sequence.json');
    const text = readFileSync(declared, 'utf8');
    writeFileSync(declared, text.replace('"maxSeeds": 3', '"maxSeeds": 4'));
    const edited = await fanout('run', '--resume', run, '--out', join(out, 'until2'));
    expect(edited.stderr).toContain('was changed after its start: maxSeeds is 4, was 3');
    expect(edited.status).toBe(2);
    writeFileSync(declared, text);
    const resumed = await fanout('run', '--resume', run, '--out', join(out, 'until2'), '--json');
    expect(resumed.status).toBe(0);
    const { trials, results, verdict } = JSON.parse(resumed.stdout) as RunResults;
    expect(trials).toMatchObject({ total: 60, completed: 60 });
    expect([...new Set(results.map(({ seed }) => seed))]).toEqual([1, 2, 3]);
    expect(verdict.sequential!.looks.map(({ seeds }) => seeds)).toEqual([1, 2, 3]);
    expect(resumed.stderr).not.toContain('/1 accuracy');
    expect(leftovers(run)).toEqual([]);
  });

  it('leaves nothing where nothing could begin', async () => {
    const args = [
      ...study,
      '--until',
      'decided',
      '--nats',
      'nats://127.0.0.1:1',
      '--out',
      join(out, 'until3'),
    ];
    const { status } = await fanout('run', ...args);
    expect(status).toBe(2);
    expect(readdirSync(join(out, 'until3'))).toEqual([]);
  });
});

describe('the self-check', () => {
  it('finds no difference between two names of one initializer, says what it did, and leaves nothing', async () => {
    const { status, stdout } = await fanout(
      'selfcheck',
      '--studies',
      '20',
      '--json',
      '--out',
      join(out, 'self'),
    );
    const check = JSON.parse(stdout);
    expect(check.trials).toEqual({ total: 200, completed: 200, failed: 0, attempts: 200 });
    expect([status, check.accuracy.sound, check.loss.sound, check.loss.studies]).toEqual([0, true, true, 20]);
    expect(check.accuracy.together.groups.map(({ group }: { group: string }) => group).sort()).toEqual([
      'first',
      'second',
    ]);
    expect(check.accuracy.together.pairs[0].conclusion).not.toMatch(/better/);
    expect(leftovers(check.run)).toEqual([]);
  });
});
