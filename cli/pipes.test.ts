import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TABLE = 'cli/verdict/fixtures/tables/sixty-groups.csv';

/** The command with one of its pipes closed before it has written anything. */
async function withClosed(pipe: 'stdout' | 'stderr', ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/fanout.ts', ...args], { cwd: ROOT });
  child[pipe].destroy();
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}

describe('a closed pipe', () => {
  it.each([
    ['verdict', TABLE, '--all'],
    ['verdict', TABLE, '--json'],
    ['validate', 'studies/iris.yaml', '--no-timing'],
    ['--help'],
  ])('%s %s %s: the command ends without a trace', async (...args) => {
    const { status, stderr } = await withClosed('stdout', ...args.filter((arg) => arg !== undefined));
    expect([0, 141]).toContain(status);
    expect(stderr).not.toMatch(/EPIPE|node:|at .*\.ts/);
  });

  it('a lost stderr ends nothing', async () => {
    const { status, stdout } = await withClosed('stderr', 'verdict', TABLE, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).groups).toHaveLength(60);
  });
});
