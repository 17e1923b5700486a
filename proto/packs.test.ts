import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LARGEST_PACK, packName, trialsOfPack } from './packs.ts';
import { decodePackMessage, encodePackMessage, isRunId, packOfSubject, packSubject } from './queue.ts';

it('names a pack by its trials, whatever their order', () => {
  expect(packName([0, 1, 2, 3, 4, 5, 6])).toBe('0-6');
  expect(packName([5, 0, 2, 1])).toBe('0-2_5');
  expect(packName([12])).toBe('12');
});

it('reads back what it named', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }), (trials) => {
      expect(trialsOfPack(packName(trials))).toEqual([...trials].sort((a, b) => a - b));
    }),
  );
});

it('takes nothing for a pack that is none, whatever is thrown at it', () => {
  for (const name of [
    '',
    '-',
    '3-1',
    '1_0',
    '0-1_1',
    '0-1_2',
    '01',
    '1e3',
    `0-${LARGEST_PACK}`,
    '0-99999999999',
    'x'.repeat(600),
  ]) {
    expect(trialsOfPack(name)).toBeUndefined();
  }
  fc.assert(fc.property(fc.string(), (text) => void trialsOfPack(text)));
});

it('carries run and pack through subject and message', () => {
  expect(packOfSubject('run-1', packSubject('run-1', '0-6'))).toBe('0-6');
  expect(packOfSubject('run-2', packSubject('run-1', '0-6'))).toBeUndefined();
  const message = { run: 'run-1', pack: '0-6', priorAttempts: 2 };
  expect(decodePackMessage(encodePackMessage(message))).toEqual(message);
  for (const text of ['', '{}', 'null', '[]', '{"run":"../x","pack":"1","priorAttempts":0}']) {
    expect(() => decodePackMessage(text)).toThrow(expect.objectContaining({ code: 'TRIAL_UNKNOWN' }));
  }
});

it('knows a run id from a path', () => {
  expect(isRunId('mnist-20260101-120000-ab12')).toBe(true);
  for (const id of ['', '-a', '../a', 'A', 'a.b', 'a'.repeat(64)]) expect(isRunId(id)).toBe(false);
});
