import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkpointIn, startingPoint } from './starting-point.ts';

it('counts what a program has kept, in folders too, and follows no link', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-start-'));
  try {
    expect(checkpointIn(join(directory, 'none'))).toEqual({ files: 0, bytes: 0 });
    mkdirSync(join(directory, 'inner'));
    writeFileSync(join(directory, 'a'), 'x'.repeat(1000));
    writeFileSync(join(directory, 'inner/b'), 'x'.repeat(536));
    symlinkSync('/', join(directory, 'root'));
    expect(checkpointIn(directory)).toEqual({ files: 2, bytes: 1536 });
    expect(checkpointIn(join(directory, 'a'))).toEqual({ files: 1, bytes: 1000 });
    expect(checkpointIn(join(directory, 'root'))).toEqual({ files: 0, bytes: 0 });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('says what an attempt starts from', () => {
  expect(startingPoint(2, 4, { files: 2, bytes: 1536 })).toBe(
    'fanout: attempt 2 starts from a checkpoint of 1.5 KiB in 2 files; 4 epochs were reported before\n',
  );
  expect(startingPoint(3, 1, { files: 0, bytes: 0 })).toBe(
    'fanout: attempt 3 starts from no checkpoint; 1 epoch was reported before\n',
  );
});
