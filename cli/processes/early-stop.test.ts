/**
 * SIGTERM to commands that have only just begun to load: they end with the status of one that was told to
 * stop.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const FANOUT = fileURLToPath(new URL('../fanout.ts', import.meta.url));
/** Says when the handler is there, before the program is loaded, and lets the program load as it does. */
const SAY_SO =
  'data:text/javascript,const { on } = process; process.on = function (name, ...rest) { const done = on.call(process, name, ...rest); if (name === "SIGTERM") process.stderr.write("ready\\n"); return done; };';

it.each([
  { command: ['worker', '--run', 'r'], status: 0 },
  { command: ['coordinator', 'none.yaml'], status: 0 },
  { command: ['operator', '--namespace', 'n'], status: 0 },
  { command: ['run', 'none.yaml'], status: 130 },
  { command: ['doctor'], status: 130 },
])('$command that is told to stop while it loads ends with its status', async ({ command, status }) => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', SAY_SO, FANOUT, ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([status, null]);
});
