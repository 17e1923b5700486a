import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { tableFrom } from './standard-input.ts';
import { LARGEST_TABLE, verdictCommand } from './verdict.ts';

it('a table from standard input is read up to its bound, and what never ends is not read on', async () => {
  const parts = [Buffer.from('arm,'), Buffer.from('value\n')];
  expect(Buffer.from(await tableFrom(Readable.from(parts), 10)).toString()).toBe('arm,value\n');
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 100;
      yield Buffer.alloc(100, 'x');
    }
  }
  await expect(tableFrom(endless(), 1000)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(
      /^cannot read standard input: it has more than the .*1.* that it may have$/,
    ),
  });
  expect(sent).toBe(1100);
});

it('a table of results is no pipe, as `fanout verdict <(…)` would name one, and no device', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-table-'));
  try {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const [path, what] of [
      [pipe, 'pipe'],
      ['/dev/zero', 'device'],
    ] as const)
      await expect(verdictCommand().parseAsync([path], { from: 'user' })).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(`it is a ${what}, and must be a regular file`),
      });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('docs/operations.md has the bound', () => {
  const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  expect(text).toContain(`| a table of results, or of labels | ${LARGEST_TABLE / 2 ** 20} MiB, `);
});
