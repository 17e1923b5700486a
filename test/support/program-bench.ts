/** Programs of tests, run as a worker runs them: with real processes, in a directory of their own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { FanoutError } from '../../proto/errors.ts';
import type { TrialReport } from '../../proto/outcome-message.ts';
import { trialAt } from '../../study/grid.ts';
import { openCommandTrainer } from '../../worker/trainers/command/trainer.ts';
import { Heard } from '../../worker/trainers/trainer.contract-run.ts';
import type { Trainer } from '../../worker/trainers/trainer.ts';
import { commandManifest, type TestedProgram } from './command-manifest.ts';

/** Opens a trainer for the tests of a file, and a directory for each of them. `environment`: the worker's. */
export function programBench(environment: Readonly<Record<string, string>> = {}) {
  let trainer: Trainer;
  let directory: string;
  let runs = 0;
  beforeAll(async () => {
    trainer = await openCommandTrainer({
      graceMs: 300,
      askGpus: async () => [],
      environment: { ...process.env, ...environment },
    });
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fanout-faults-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  afterAll(() => trainer.close());

  /** Runs a program's first trial, once; its working directory is the test's. */
  async function attempt(tested: TestedProgram, number = 1, run = `run-${runs++}`) {
    const made = { ...tested, trainer: { directory, ...tested.trainer } };
    const manifest = commandManifest(run, made);
    const { signal } = new AbortController();
    // Another run in between: what an attempt runs is of its own manifest.
    await trainer.prepare({ ...manifest, run: 'between' }, signal);
    await trainer.prepare(manifest, signal);
    const job = { manifest, trials: [trialAt(manifest.study, 0)], attempt: number };
    const heard = new Heard();
    const [result] = await trainer.run(job, heard, signal);
    return { result: result!, heard, log: Buffer.from(result!.log ?? []).toString() };
  }
  async function completed(tested: TestedProgram): Promise<TrialReport> {
    const { result } = await attempt(tested);
    if (result.status === 'failed') throw result.error;
    return result.report;
  }
  async function failed(tested: TestedProgram): Promise<FanoutError> {
    const { result } = await attempt(tested);
    if (result.status === 'completed') throw new Error(`it completed: ${JSON.stringify(result.report)}`);
    return result.error;
  }
  return {
    attempt,
    completed,
    failed,
    /** The path of a file in the test's directory. */
    at: (name: string) => join(directory, name),
    /** What a program has written into it. */
    written: (name: string) => readFileSync(join(directory, name), 'utf8').trim(),
  };
}
