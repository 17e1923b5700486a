import { expect, it } from 'vitest';
import { differingFiles, mergedVersions } from './program-versions.ts';
import type { TrialResult } from './results.ts';

const file = (path: string, sha256: string) => ({ path, sha256 });
const block = (seed: number, sha256: string) => ({
  program: [{ files: [file('a', sha256)] }],
  results: [{ arm: 'x', fold: 0, seed } as TrialResult],
});

it('names files that were edited, added or removed', () => {
  expect(differingFiles([file('a', '1'), file('b', '1')], [file('b', '2'), file('c', '1')])).toEqual([
    ...['a', 'b', 'c'],
  ]);
});

it('tells blocks of seeds apart that were trained with different versions', () => {
  expect(mergedVersions([block(1, 'one'), block(2, 'two'), block(3, 'one')])).toEqual([
    { files: [file('a', 'one')], trials: ['x/0/1', 'x/0/3'] },
    { files: [file('a', 'two')], trials: ['x/0/2'] },
  ]);
  expect(mergedVersions([block(1, 'one'), block(2, 'one')])).toEqual([{ files: [file('a', 'one')] }]);
});
