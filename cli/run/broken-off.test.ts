import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { ERROR_CODES, type ErrorCode } from '../../proto/faults-and-retries.ts';
import { resumable } from './broken-off.ts';
import { runDirectory } from './directory.ts';

const directory = runDirectory('/somewhere/runs', 'iris-20260102-030405-0a1b');

it.each(Object.keys(ERROR_CODES) as ErrorCode[])(
  '%s: a run that it broke off says how it goes on',
  async (code) => {
    const {
      message,
      hint,
      code: same,
    } = await resumable(new FanoutError(code, 'x', { hint: 'mend y' }), directory);
    expect([message, same]).toEqual(['x', code]);
    expect(hint).toMatch(/go on with: .*run --resume iris-20260102-030405-0a1b --out .*runs/);
  },
);

it('of storage that lacks outcomes: what mends damage, and what to do where there is none', async () => {
  const lost = new FanoutError('RUN_STORE_LOST', 'x', { hint: 'restore the storage' });
  expect((await resumable(lost, directory)).hint).toMatch(
    /^go on with: .*, which mends storage that is only damaged; else restore the storage$/,
  );
});

it('never sends to another directory, which would be another run', async () => {
  const full = new FanoutError('OUTPUT_UNWRITABLE', 'x', { hint: 'choose another directory with --out' });
  expect((await resumable(full, directory)).hint).toMatch(/^make the file writable, or free space; /);
});
