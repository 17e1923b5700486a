/**
 * What the documentation promises to somebody with a notebook: two lines of pandas load a run's results, and
 * its schema holds.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResults } from '../../results/results.ts';
import { FANOUT, ROOT } from '../support/command.ts';
import { pythonWithPandas } from '../support/python.ts';

let directory: string;
let results: RunResults;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-notebook-'));
  const study = ['studies/iris.yaml', '--set', 'training.epochs=20', '--set', 'seeds=[1]'];
  const args = [FANOUT, 'run', ...study, '--out', join(directory, 'runs'), '--workers', '2', '--json'];
  const stdout = execFileSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  results = JSON.parse(stdout) as RunResults;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('real results are valid against docs/results.schema.json', () => {
  const schema = JSON.parse(readFileSync(join(ROOT, 'docs/results.schema.json'), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, validateFormats: false }).compile(schema);
  const file = readFileSync(join(directory, 'runs', results.run, 'results.json'), 'utf8');
  validate(JSON.parse(file));
  expect(validate.errors).toBeNull();
});

it('the two lines of docs/statistics.md give a table of the pairs', async (context) => {
  const found = await pythonWithPandas(join(directory, 'venv'));
  if ('why' in found) return context.skip(found.why);
  const [, code] = /```python\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/statistics.md'), 'utf8'))!;
  const lines = code!.trim().split('\n');
  expect(lines).toHaveLength(2);
  const program = [
    ...lines.map((line) => line.replace('runs/RUN', join(directory, 'runs', results.run))),
    'print(pairs[["a", "b", "difference", "interval.low", "conclusion"]].to_json(orient="values", double_precision=15))',
  ].join('\n');
  const printed = execFileSync(found.python, ['-c', program], { encoding: 'utf8' });
  const rows = JSON.parse(printed) as [string, string, number, number | null, string][];
  const { pairs } = results.verdict;
  expect(pairs.length).toBeGreaterThan(0);
  expect(rows.map(([a, b, , , conclusion]) => [a, b, conclusion])).toEqual(
    pairs.map(({ a, b, conclusion }) => [a, b, conclusion]),
  );
  for (const [index, { difference }] of pairs.entries()) expect(rows[index]![2]).toBeCloseTo(difference!, 12);
});
