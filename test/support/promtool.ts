/** Prometheus's own tool for checking rules. */
import { execFile, spawnSync } from 'node:child_process';

/** Whether this machine has one. */
export const HAS_PROMTOOL = spawnSync('promtool', ['--version']).error === undefined;

/** Runs it. `output`: what it wrote to either stream. */
export const promtool = (...args: string[]) =>
  new Promise<{ status: number; output: string }>((resolve) => {
    execFile('promtool', args, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code) : 0, output: `${stdout}${stderr}` });
    });
  });
