import { expect, it } from 'vitest';
import type { Batch } from '../../../../engines/engine.ts';
import type { Augmentation } from '../../../../study/study.ts';
import type { BatchSource } from '../batches/source.ts';
import { randomStream } from '../randomness.ts';
import { augmented } from './augmented.ts';

const [HEIGHT, WIDTH, CHANNELS] = [6, 5, 2] as const;
const VALUES = HEIGHT * WIDTH * CHANNELS;
const EXAMPLES = 12;
const SIZES = { shape: [HEIGHT, WIDTH, CHANNELS], outputs: 2 };

/** Images of 1 … 60, the same each time; no pixel is 0. */
const images = (Type: typeof Uint8Array | typeof Float32Array, examples: number): Batch => {
  const x = new Type(examples * VALUES);
  for (const at of x.keys()) x[at] = (at % VALUES) + 1;
  return { x, y: new Int32Array(examples) };
};

function sourceOf(
  batchSize: number,
  waits = false,
  Type: typeof Uint8Array | typeof Float32Array = Uint8Array,
) {
  const stream = (examples: number) => {
    let left = examples;
    return {
      next() {
        if (left === 0) return undefined;
        const batch = images(Type, Math.min(batchSize, left));
        left -= batch.y.length;
        return waits ? Promise.resolve(batch) : batch;
      },
      close: () => undefined,
    };
  };
  const source: BatchSource = {
    trainExamples: EXAMPLES,
    validationClasses: new Int32Array(2),
    epoch: () => stream(EXAMPLES),
    validation: () => stream(2),
    close: () => undefined,
  };
  return source;
}

async function seen(
  augment: readonly Augmentation[],
  {
    batchSize = 4,
    seed = 1,
    epoch = 0,
    waits = false,
    Type = Uint8Array as typeof Uint8Array | typeof Float32Array,
    validation = false,
  } = {},
) {
  const stream = (kind: string, of: number) => randomStream(1, seed, `augment/${kind}/0/${of}`);
  const source = augmented(sourceOf(batchSize, waits, Type), SIZES, augment, stream);
  const batches = validation ? source.validation() : source.epoch(epoch);
  const values: number[] = [];
  for (let batch = await batches.next(); batch; batch = await batches.next()) values.push(...batch.x);
  return Array.from({ length: values.length / VALUES }, (_, example) =>
    values.slice(example * VALUES, (example + 1) * VALUES),
  );
}

const FLIP = { kind: 'horizontalFlip', settings: { probability: 0.5 } };
const CROP = { kind: 'randomCrop', settings: { padding: 2 } };
const TURN = { kind: 'rotation', settings: { degrees: 30 } };
const CUT = { kind: 'cutout', settings: { size: 3 } };
const ALL = [CROP, FLIP, TURN, CUT];
const [PLAIN] = await seen([], {});
const at = (image: readonly number[], row: number, column: number) =>
  image.slice((row * WIDTH + column) * CHANNELS, (row * WIDTH + column + 1) * CHANNELS);

it('is the same for the same study, seed and epoch, whatever the batches and where they come from', async () => {
  const first = await seen(ALL);
  expect(await seen(ALL)).toEqual(first);
  expect(await seen(ALL, { batchSize: 5 })).toEqual(first);
  expect(await seen(ALL, { waits: true })).toEqual(first);
  expect(await seen(ALL, { epoch: 1 })).not.toEqual(first);
  expect(await seen(ALL, { seed: 2 })).not.toEqual(first);
  expect(new Set(first.map(String)).size).toBeGreaterThan(EXAMPLES / 2);
});

it('leaves the examples that validate alone', async () => {
  expect(await seen(ALL, { validation: true })).toEqual([PLAIN, PLAIN]);
});

it('draws each kind of change for itself: another beside it changes nothing', async () => {
  const flipped = (await seen([FLIP])).map((image) => image[0] !== 1);
  const both = await seen([{ kind: 'cutout', settings: { size: 1 } }, FLIP]);
  // Of a row that the square left whole, the first pixel tells.
  const told = both.map((image) => {
    const whole = Array.from({ length: HEIGHT }, (_, row) => row).find((row) =>
      image.slice(row * WIDTH * CHANNELS, (row + 1) * WIDTH * CHANNELS).every((value) => value > 0),
    )!;
    return at(image, whole, 0)[0] !== at(PLAIN!, whole, 0)[0];
  });
  expect(told).toEqual(flipped);
  expect(flipped).toContain(true);
  expect(flipped).toContain(false);
});

it('mirrors left and right, channels staying where they are', async () => {
  const [image] = await seen([{ kind: 'horizontalFlip', settings: { probability: 1 } }]);
  for (let row = 0; row < HEIGHT; row++)
    for (let column = 0; column < WIDTH; column++)
      expect(at(image!, row, column)).toEqual(at(PLAIN!, row, WIDTH - 1 - column));
});

it('shifts by at most the padding, with 0 behind', async () => {
  const shifts = (await seen([CROP])).map((image) => {
    const first = image.findIndex((value) => value > 0) / CHANNELS;
    const [row, column] = [Math.floor(first / WIDTH), first % WIDTH];
    const from = (at(image, row, column)[0]! - 1) / CHANNELS;
    const [down, right] = [row - Math.floor(from / WIDTH), column - (from % WIDTH)];
    expect(Math.max(Math.abs(down), Math.abs(right))).toBeLessThanOrEqual(2);
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const inside = y - down >= 0 && y - down < HEIGHT && x - right >= 0 && x - right < WIDTH;
        expect(at(image, y, x)).toEqual(inside ? at(PLAIN!, y - down, x - right) : [0, 0]);
      }
    return `${down} ${right}`;
  });
  expect(new Set(shifts).size).toBeGreaterThan(4);
});

it('cuts out a square, which may reach beyond the image', async () => {
  for (const image of await seen([CUT])) {
    const gone = image.flatMap((value, index) =>
      value === 0 && index % CHANNELS === 0 ? [index / CHANNELS] : [],
    );
    const rows = new Set(gone.map((place) => Math.floor(place / WIDTH)));
    const columns = new Set(gone.map((place) => place % WIDTH));
    expect(rows.size * columns.size).toBe(gone.length);
    for (const side of [rows.size, columns.size]) expect([2, 3]).toContain(side);
  }
});

it('turns about the middle: by 180 degrees it is the image backwards, and floats stay what they are', async () => {
  const half = randomStream(1, 1, 'x');
  const turned = augmented(
    sourceOf(1, false, Float32Array),
    SIZES,
    [{ kind: 'rotation', settings: { degrees: 180 } }],
    () => ({ ...half, uniform: () => 1 }),
  );
  const { x } = (await turned.epoch(0).next())!;
  for (let row = 0; row < HEIGHT; row++)
    for (let column = 0; column < WIDTH; column++)
      for (const [channel, value] of at([...x], row, column).entries())
        expect(value).toBeCloseTo(at(PLAIN!, HEIGHT - 1 - row, WIDTH - 1 - column)[channel]!, 3);
  const small = await seen([{ kind: 'rotation', settings: { degrees: 1e-9 } }], { Type: Float32Array });
  for (const [index, value] of small[0]!.entries()) expect(value).toBeCloseTo(PLAIN![index]!, 4);
});
