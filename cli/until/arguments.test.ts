import { expect, it } from 'vitest';
import { declaredBefore, type UntilArguments } from './arguments.ts';
import type { Sequence } from './sequence.ts';

const sequence: Sequence = { until: 'decided', block: 2, maxSeeds: 16, checksum: 'c', seeds: [1, 2] };
const EACH: UntilArguments[] = [{ until: 'decided' }, { block: 3 }, { maxSeeds: 20 }, { maxTime: 5 }];

it.each(EACH)('an ordinary run cannot be resumed with %o', (options) => {
  expect(() => declaredBefore(options, 'r', undefined)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: expect.stringMatching(/^run r was started without --until decided, and --\S+ cannot be added/),
    }),
  );
});

it('a run that adds seeds is resumed as it was declared', () => {
  const same = { until: 'decided', block: 2, maxSeeds: 16 } as const;
  expect(declaredBefore(same, 'r', sequence)).toBe(sequence);
  expect(declaredBefore({}, 'r', sequence)).toBe(sequence);
  expect(declaredBefore({}, 'r', undefined)).toBeUndefined();
});

it.each([
  [{ block: 3 }, 'run r was started with --block 2, found 3'],
  [{ maxSeeds: 20 }, 'run r was started with --max-seeds 16, found 20'],
  [{ maxTime: 5 }, 'run r was started with no --max-time, found 5'],
])('nothing else is taken in silence: %o', (options, message) => {
  expect(() => declaredBefore(options, 'r', sequence)).toThrow(
    expect.objectContaining({ code: 'USAGE', message }),
  );
});
