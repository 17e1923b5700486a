import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { dropEmptyVariables } from './empty-variables.ts';

const FANOUT = fileURLToPath(new URL('fanout.ts', import.meta.url));

it('a variable that is set to nothing is not set; others stay, and so do those of other programs', () => {
  const environment = { FANOUT_NATS_URL: '', FANOUT_COORDINATOR_ID: '', FANOUT_RUN: 'r', HOME: '' };
  dropEmptyVariables(environment);
  expect(environment).toEqual({ FANOUT_RUN: 'r', HOME: '' });
});

it('a command asks for what an empty variable does not say, and takes an empty port for none', () => {
  const env = { ...process.env, FANOUT_RUN: '', FANOUT_METRICS_PORT: '' };
  const args = ['--import', 'tsx', FANOUT, 'worker'];
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining("required option '--run <run>' not specified"),
  ]);
});
