import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trialsOfPack } from '../../proto/packs.ts';
import { admitted, admittedOrDropped } from './door.ts';

const worker = { worker: 'w-1', backend: 'wasm' };
const begin = { run: 'r', pack: '0-6', worker, delivery: 1 };

describe('what keeps the bounds', () => {
  it('passes unchanged', () => expect(admitted('Begin', begin)).toBe(begin));
});

describe('what does not is refused, with its field', () => {
  it.each([
    ['a pack at 2^53', { pack: '9007199254740992' }, /Begin: pack/],
    ['a range up to 2^53', { pack: '9007199254740990-9007199254740992' }, /Begin: pack/],
    ['a pack of 2^63', { pack: String(2n ** 63n) }, /pack/],
    ['a delivery of 2^32', { delivery: 2 ** 32 }, /delivery/],
    ['a delivery that is no number', { delivery: Number.NaN }, /delivery/],
    ['a negative delivery', { delivery: -1 }, /delivery/],
    ['no worker', { worker: null }, /worker/],
    ['a path as a worker', { worker: { worker: '../x', backend: '' } }, /worker\.worker/],
    ['a run of a megabyte', { run: 'r'.repeat(2 ** 20) }, /run/],
  ])('%s', (_, lie, field) => {
    expect(() => admitted('Begin', { ...begin, ...lie })).toThrow(field);
  });

  it('lists that are too long', () => {
    const findings = Array.from({ length: 65 }, () => ({ deadStart: { layer: 'conv2d_1' } }));
    const complete = {
      run: 'r',
      pack: '0',
      trial: 0,
      attempt: 1,
      worker,
      foldSha256: '',
      epochs: [],
      layers: [],
    };
    expect(() => admitted('Complete', { ...complete, findings })).toThrow(/Complete: findings/);
  });
});

it('drops progress with a number that no run has', () => {
  const progress = {
    run: 'r',
    pack: '0',
    worker,
    attempt: 1,
    step: 1,
    steps: 2,
    examples: 3,
    examplesPerSecond: 4,
    trials: [],
  };
  expect(admittedOrDropped('Report', progress)).toBe(progress);
  for (const lie of [
    { step: 2 ** 53 },
    { examples: -1 },
    { examplesPerSecond: Number.NaN },
    { pack: '9007199254740992' },
  ])
    expect(admittedOrDropped('Report', { ...progress, ...lie })).toBeUndefined();
});

it('knows the trials of any name, or that it names none, at once', () => {
  const number = fc.oneof(
    fc.nat(),
    fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 2 ** 63).map(String),
    fc.bigInt({ min: 0n, max: 2n ** 70n }),
  );
  const range = fc.tuple(number, number).map(([first, last]) => `${first}-${last}`);
  const name = fc
    .array(fc.oneof(number, range), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join('_'));
  fc.assert(
    fc.property(name, (pack) => {
      for (const trial of trialsOfPack(pack) ?? []) expect(trial).toBeLessThan(1e9);
    }),
    { numRuns: 2_000 },
  );
});
