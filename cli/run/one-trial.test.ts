import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isAlive } from '../../test/support/processes.ts';
import { runOneTrial } from './one-trial.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-one-trial-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** Trains the first trial of a study whose program is a script of the shell. */
function trained(program: string, signal: AbortSignal): Promise<void> {
  const study = join(directory, 'study.yaml');
  const spec = {
    ...{ vary: { lr: [1, 2] }, folds: { count: 2 }, seeds: [1] },
    objective: { metric: 'accuracy', margin: 0.01 },
    trainer: { command: ['sh', '-c', program] },
  };
  const head = { apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: 'one' } };
  writeFileSync(study, JSON.stringify({ ...head, spec }));
  return runOneTrial(study, { trial: 'lr=1/0/1', set: [], backend: 'auto' }, signal);
}

it('is interrupted: that is no defect, and nothing of the program is left', async () => {
  const stop = new AbortController();
  const done = trained('echo $$ > pid.new; mv pid.new pid; exec sleep 1000', stop.signal);
  const ended = expect(done).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await vi.waitFor(() => expect(existsSync(join(directory, 'pid'))).toBe(true), { timeout: 20_000 });
  stop.abort(new Error('stopped by SIGINT'));
  await ended;
  expect(isAlive(Number(readFileSync(join(directory, 'pid'), 'utf8')))).toBe(false);
});

it('diverges: its line says that, and no more', async () => {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  await trained('echo accuracy=nan', new AbortController().signal);
  expect(lines).toEqual(['lr=1/0/1: diverged\n']);
});
