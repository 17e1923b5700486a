/** The quickstart comes to the outcomes that are kept of it: its 35 trials stay the same to the bit. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunResults } from '../../results/results.ts';
import { fanout } from '../support/command.ts';

const kept = JSON.parse(
  readFileSync(new URL('../../results/fixtures/quickstart.json', import.meta.url), 'utf8'),
);

it('trains the quickstart on WebAssembly to the kept outcomes and verdict', async () => {
  const out = mkdtempSync(join(tmpdir(), 'fanout-e2e-'));
  try {
    const run = await fanout('run', 'studies/quickstart.yaml', '--backend', 'wasm', '--out', out, '--json');
    expect(run.status, run.stderr).toBe(0);
    const { backend, results, verdict, trials: counts } = JSON.parse(run.stdout) as RunResults;
    expect(counts).toMatchObject({ completed: 35, failed: 0 });
    // A processor without relaxed SIMD runs another build of the engine, which rounds otherwise.
    if (backend !== kept.backend) return;
    const trials = results.map(({ arm, fold, seed, metrics, findings }) => ({
      ...{ arm, fold, seed, accuracy: metrics.accuracy, loss: metrics.loss },
      ...{ trainLoss: metrics.train_loss, findings },
    }));
    expect(trials).toEqual(kept.trials);
    expect(verdict).toMatchObject(kept.verdict);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
