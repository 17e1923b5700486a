import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../engines/engine.ts';
import type { BatchStream } from '../batches/source.ts';
import { randomStream } from '../randomness.ts';
import { betaShare, mixed } from './mixup.ts';

const [EXAMPLES, VALUES, CLASSES] = [23, 2, 3] as const;

/** Example i has the values 10 i and 10 i + 1, and the class i mod 3. */
function streamOf(batchSize: number, waits: boolean): BatchStream {
  let from = 0;
  return {
    next() {
      if (from >= EXAMPLES) return undefined;
      const numbers = Array.from({ length: Math.min(batchSize, EXAMPLES - from) }, (_, at) => from + at);
      from += numbers.length;
      const batch: Batch = {
        x: Uint8Array.from(numbers.flatMap((i) => [10 * i, 10 * i + 1])),
        y: Int32Array.from(numbers, (i) => i % CLASSES),
      };
      return waits ? Promise.resolve(batch) : batch;
    },
    close: () => undefined,
  };
}

async function seen({ batchSize = 4, seed = 1, waits = false, alpha = 1 } = {}) {
  const random = randomStream(1, seed, 'augment/mixup/0/0');
  const stream = mixed(streamOf(batchSize, waits), { values: VALUES, outputs: CLASSES, alpha, random });
  const [x, y]: [number[], number[]] = [[], []];
  for (let batch = await stream.next(); batch; batch = await stream.next()) {
    expect(batch.y).toBeInstanceOf(Float32Array);
    x.push(...batch.x);
    y.push(...batch.y);
  }
  return { x, y };
}

it('mixes values and targets of each example and the one before it by one share; the first stays', async () => {
  const { x, y } = await seen();
  expect(x).toHaveLength(EXAMPLES * VALUES);
  expect([...x.slice(0, 2), ...y.slice(0, 3)]).toEqual([0, 1, 1, 0, 0]);
  const shares = new Set<number>();
  for (let i = 1; i < EXAMPLES; i++) {
    const share = (x[i * VALUES]! - 10 * (i - 1)) / 10;
    shares.add(share);
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
    expect(x[i * VALUES + 1]).toBeCloseTo(x[i * VALUES]! + 1, 4);
    const wanted = [0, 0, 0];
    wanted[i % CLASSES]! += share;
    wanted[(i - 1) % CLASSES]! += 1 - share;
    for (const [at, part] of wanted.entries()) expect(y[i * CLASSES + at]).toBeCloseTo(part, 4);
  }
  expect(shares.size).toBeGreaterThan(EXAMPLES / 2);
});

it('does not depend on the batches, nor on where they come from, but on the seed', async () => {
  const first = await seen();
  for (const batchSize of [1, 5, EXAMPLES]) expect(await seen({ batchSize })).toEqual(first);
  expect(await seen({ waits: true })).toEqual(first);
  expect(await seen({ seed: 2 })).not.toEqual(first);
});

describe('a share', () => {
  const DRAWS = 20_000;
  it.each([0.01, 0.2, 1, 4])('has mean and variance of Beta(%d, %d)', (alpha) => {
    const random = randomStream(1, 2, `beta/${alpha}`);
    const drawn = Array.from({ length: DRAWS }, () => betaShare(alpha, random));
    const mean = drawn.reduce((sum, share) => sum + share / DRAWS, 0);
    const variance = drawn.reduce((sum, share) => sum + (share - mean) ** 2 / DRAWS, 0);
    const expected = 1 / (4 * (2 * alpha + 1));
    // Five standard errors, at most.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / DRAWS));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
  });
});
