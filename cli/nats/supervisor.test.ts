/** The shells around nats-server, killed: the command hears of it, and the server does not outlive them. */
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Supervised, supervise } from './supervisor.ts';

let directory: string;
let supervised: Supervised | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-supervisor-'));
});
afterEach(async () => {
  supervised?.end();
  for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Processes of this test's command, by the mark in their command lines. */
function processes(): { pid: number; shell: boolean; parent: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        if (!line.includes(directory)) return [];
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [{ pid: Number(name), shell: line.includes('fanout-nats'), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
}

/** Starts a command that never ends by itself; the shells around it. */
async function start(script = 'setInterval(() => undefined, 1000)') {
  const output = openSync(join(directory, 'log'), 'a');
  supervised = supervise([process.execPath, '-e', script, directory], { output, graceSeconds: 1 });
  closeSync(output);
  // A shell forks before it becomes the command: until then there are three shells.
  await expect
    .poll(() =>
      processes()
        .map(({ shell }) => shell)
        .sort(),
    )
    .toEqual([false, true, true]);
  const all = processes();
  const outer = all.find(({ shell, parent }) => shell && parent === process.pid)!;
  const guard = all.find(({ shell, parent }) => shell && parent === outer.pid)!;
  return { exited: supervised.exited, outer: outer.pid, guard: guard.pid };
}

describe.skipIf(process.platform !== 'linux')('a command under its shells', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('is ended when %s ends the guard', async (signal) => {
    const { exited, guard } = await start();
    process.kill(guard, signal);
    expect(await exited).toBe('its guard was killed');
    await expect.poll(processes).toEqual([]);
  });

  it('is ended when the shell that waits for it is killed', async () => {
    const { exited, outer } = await start();
    process.kill(outer, 'SIGKILL');
    expect(await exited).toBe('its supervisor got SIGKILL');
    await expect.poll(processes).toEqual([]);
  });

  it('is ended when both shells are killed, also one that takes no SIGTERM', async () => {
    const { exited, outer, guard } = await start(
      'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)',
    );
    process.kill(outer, 'SIGKILL');
    process.kill(guard, 'SIGKILL');
    expect(await exited).toBe('its supervisor got SIGKILL');
    await expect.poll(processes).toEqual([]);
  });

  it('tells its own end, and is not told to have lost its guard then', async () => {
    const { exited } = await start('setTimeout(() => process.exit(7), 300)');
    expect(await exited).toBe('exit status 7');
    await expect.poll(processes).toEqual([]);
  });
});
