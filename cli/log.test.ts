import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('all that a process has logged is in its file, also when it is killed the moment after', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-log-'));
  const file = openSync(join(directory, 'log'), 'a');
  try {
    const log = fileURLToPath(new URL('./log.ts', import.meta.url));
    const script = `import { processLog } from ${JSON.stringify(log)};
const log = processLog('test');
for (let line = 0; line < 200; line++) log('line', { line });
process.kill(process.pid, 'SIGKILL');`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { signal } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', file] });
    expect(signal).toBe('SIGKILL');
    const lines = readFileSync(join(directory, 'log'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([...Array(200).keys()]);
  } finally {
    closeSync(file);
    rmSync(directory, { recursive: true });
  }
});
