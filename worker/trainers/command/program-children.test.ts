/** Children that outlive their program, with real processes. */
import { describe, expect, it } from 'vitest';
import { isAlive } from '../../../test/support/processes.ts';
import { programBench } from '../../../test/support/program-bench.ts';

const { completed, written } = programBench();

describe.skipIf(process.platform !== 'linux')('its children', () => {
  it.each([
    ['in its group', '', ''],
    ['in a session of their own', 'setsid', ''],
    ['in a session of their own, with their output elsewhere', 'setsid', '</dev/null >/dev/null 2>&1'],
    ['that take no SIGTERM', `sh -c 'trap "" TERM; "$@"' sh`, ''],
  ])('outlive it %s: they are ended with it', async (_, prefix, redirection) => {
    const child = `sh -c 'echo $$ > pid; sleep 1000; :'`;
    const program = `${prefix} ${child} ${redirection} & until [ -s pid ]; do sleep 0.01; done; echo accuracy=1`;
    expect((await completed({ program })).metrics).toEqual({ accuracy: 1 });
    // One that is ended may take a moment more until it counts as that.
    await expect.poll(() => isAlive(Number(written('pid')))).toBe(false);
  });
});
