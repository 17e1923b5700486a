import { expect, it } from 'vitest';
import { reasonOf } from './reason.ts';

it.each([
  ['PROGRAM_FAILED: status 3; its last lines:\n  one\n    two', 'PROGRAM_FAILED: status 3', ['one', '  two']],
  ['PROGRAM_FAILED: status 3\n<b>one\ntwo', 'PROGRAM_FAILED: status 3', ['<b>one', 'two']],
  ['OUT_OF_MEMORY: no room', 'OUT_OF_MEMORY: no room', []],
  [undefined, 'no reason was recorded', []],
])('takes %j apart', (reason, what, lines) => {
  expect(reasonOf(reason)).toEqual({ what, lines });
});
