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
      metrics: {},
      history: {},
      layers: [],
    };
    expect(() => admitted('Complete', { ...complete, findings })).toThrow(/Complete: findings/);
  });
});

/**
 * Of each call a message within the bounds, and what takes it out of them: one case for each field that has a
 * bound.
 */
const CALLS = {
  GetRun: [{ run: 'r' }, { run: 'r'.repeat(257) }],
  Release: [
    { run: 'r', pack: '0', attempt: 1, worker, code: 'INTERNAL', reason: 'x' },
    ...[{ run: 'r'.repeat(257) }, { pack: '9007199254740993' }, { attempt: 2 ** 32 }, { attempt: -1 }],
    ...[{ attempt: 0.5 }, { worker: null }, { code: 'C'.repeat(257) }, { reason: 'x'.repeat(16_385) }],
  ],
  Heartbeat: [
    { worker, state: 'WORKER_STATE_IDLE', memoryBytes: 2 ** 40, tensors: 7, engine: 'wasm' },
    ...[{ worker: { ...worker, backend: 'b'.repeat(513) } }, { state: 2 ** 32 }, { state: -1 }],
    ...[{ memoryBytes: 2 ** 53 }, { memoryBytes: Number.NaN }, { memoryBytes: -1 }, { memoryBytes: 2 ** 63 }],
    ...[{ tensors: Number.POSITIVE_INFINITY }, { tensors: 0.5 }, { engine: 'e'.repeat(513) }],
  ],
  Complete: [
    {
      run: 'r',
      pack: '0',
      trial: 0,
      attempt: 1,
      worker,
      foldSha256: '',
      metrics: {},
      history: {},
      findings: [],
      layers: [],
    },
    ...[{ trial: 2 ** 32 }, { trial: 2 ** 53 }, { trial: Number.NaN }, { attempt: 2 ** 32 }, { pack: '0-' }],
    ...[
      { foldSha256: 'a'.repeat(257) },
      { history: { loss: { values: Array(100_001).fill(1) } } },
      { metrics: { 'a b': 1 } },
      { layers: Array(65).fill({}) },
    ],
    { layers: [{ epoch: 2 ** 32, layers: [] }] },
    { layers: [{ epoch: 0, layers: Array(4_097).fill({ layer: 'a' }) }] },
    { layers: [{ epoch: 0, layers: [{ layer: 'a'.repeat(257) }] }] },
    { findings: [{ deadStart: { layer: 'a'.repeat(257) } }] },
  ],
} as const;

it.each(
  Object.entries(CALLS).flatMap(([call, [message, ...changes]]) =>
    changes.map((change) => [call, Object.keys(change)[0]!, { message, change }] as const),
  ),
)(
  '%s is refused where %s is out of its bounds, and taken where nothing is',
  (call, field, { message, change }) => {
    const name = call as keyof typeof CALLS;
    expect(admitted(name, message)).toBe(message);
    expect(() => admitted(name, { ...message, ...change })).toThrow(
      expect.objectContaining({
        code: 'OUTCOME_INVALID',
        message: expect.stringContaining(`${call}: ${field}`),
      }),
    );
  },
);

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
