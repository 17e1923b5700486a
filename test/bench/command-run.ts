/** Programs through all of fanout: queue, worker, trainer, ledger. Part two of `npm run bench:command`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDirectory } from '../../cli/run/directory.ts';
import { readCopies } from '../../cli/run/outcome-copies.ts';
import type { RunResults } from '../../results/results.ts';

const FANOUT = fileURLToPath(new URL('../../cli/fanout.ts', import.meta.url));

/**
 * Trials per second of a run of so many trials (a multiple of 4) by so many workers, from the first recorded
 * outcome to the last: what a run takes before and behind them does not grow with it. `program`: a command
 * that reports accuracy.
 */
export async function wholePath(
  program: readonly string[],
  trials: number,
  workers: number,
): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-bench-'));
  try {
    const study = join(directory, 'study.yaml');
    writeFileSync(
      study,
      `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: bench }
spec:
  vary: { choice: [one, other] }
  folds: { count: 2 }
  seeds: [${[...Array(trials / 4).keys()].join(', ')}]
  objective: { metric: accuracy }
  trainer: { command: ${JSON.stringify(program)} }
`,
    );
    const args = [
      '--import',
      'tsx',
      FANOUT,
      'run',
      study,
      '--json',
      '--out',
      directory,
      '--workers',
      `${workers}`,
    ];
    const output = execFileSync(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 30,
    });
    const results = JSON.parse(output.toString()) as RunResults;
    if (results.trials.completed !== trials) throw new Error(JSON.stringify(results.trials));
    const outcomes = await readCopies(runDirectory(directory, results.run));
    const times = outcomes.map(({ recordedAt }) => Date.parse(recordedAt)).sort((a, b) => a - b);
    return (trials - 1) / ((times.at(-1)! - times[0]!) / 1000);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
