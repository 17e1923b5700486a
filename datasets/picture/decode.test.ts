import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { greyOf, pictureDecoder } from './decode.ts';
import { pictureEncoder } from './encode.ts';
import { formatOf } from './format.ts';
import { inOrder, picturesAtOnce } from './in-order.ts';
import { importSharp, loadSharp } from './sharp.ts';

const [HEIGHT, WIDTH] = [4, 6];
const RGB = Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_, at) => (at * 37) % 256);
const GREY = RGB.subarray(0, HEIGHT * WIDTH);
const rgb = () => sharp(RGB, { raw: { height: HEIGHT, width: WIDTH, channels: 3 } });
const grey = () => sharp(GREY, { raw: { height: HEIGHT, width: WIDTH, channels: 1 } }).toColourspace('b-w');
const thrice = (values: Uint8Array) => Uint8Array.from([...values].flatMap((value) => [value, value, value]));

async function decoded(file: Uint8Array, shape = {}): Promise<number[]> {
  const decode = await pictureDecoder({ height: HEIGHT, width: WIDTH, channels: 3, ...shape });
  return [...(await decode(file, 'a.png'))];
}

describe('values of an image', () => {
  it('are those of the file: colour, grey, in either number of channels', async () => {
    const [colour, plain] = [await rgb().png().toBuffer(), await grey().png().toBuffer()];
    expect(await decoded(colour)).toEqual([...RGB]);
    expect(await decoded(plain)).toEqual([...thrice(GREY)]);
    expect(await decoded(plain, { channels: 1 })).toEqual([...GREY]);
    expect(await decoded(colour, { channels: 1 })).toEqual([...greyOf(RGB)]);
  });

  it('grey is what Pillow makes of colour', () => {
    const pixels = [10, 200, 30, 255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 254, 255, 253, 127, 128, 129];
    // numpy.asarray(Image.fromarray(pixels).convert('L')) of Pillow 12
    expect([...greyOf(Uint8Array.from(pixels))]).toEqual([124, 76, 150, 29, 2, 254, 128]);
  });

  it('transparency is left out, and the colours below it stay', async () => {
    const alpha = await rgb().ensureAlpha(0.25).png().toBuffer();
    expect((await sharp(alpha).metadata()).hasAlpha).toBe(true);
    expect(await decoded(alpha)).toEqual([...RGB]);
  });

  it.each(['fill', 'cover', 'contain'] as const)(
    'as they are below transparency: resized (%s)',
    async (fit) => {
      const [solid, clear] = [await rgb().png().toBuffer(), await rgb().ensureAlpha(0).png().toBuffer()];
      const decode = await pictureDecoder({ height: 3, width: 3, channels: 3 }, fit);
      expect([...(await decode(clear, 'a.png'))]).toEqual([...(await decode(solid, 'b.png'))]);
    },
  );

  it('of 16 bits the upper 8 stay', async () => {
    const values = Uint16Array.from({ length: HEIGHT * WIDTH }, (_, at) => (at * 2999) % 65_536);
    const raw = { height: HEIGHT, width: WIDTH, channels: 1 as const };
    const file = await sharp(values, { raw }).toColourspace('grey16').png().toBuffer();
    expect((await sharp(file).metadata()).depth).toBe('ushort');
    expect(await decoded(file, { channels: 1 })).toEqual([...values].map((value) => value >> 8));
  });

  it('stand upright, as a viewer shows them', async () => {
    const file = await rgb().withMetadata({ orientation: 6 }).png().toBuffer();
    const upright = await sharp(await rgb().rotate(90).png().toBuffer())
      .raw()
      .toBuffer();
    expect(await decoded(file, { height: WIDTH, width: HEIGHT })).toEqual([...upright]);
  });

  it('are not changed by a colour profile', async () => {
    const file = await rgb().png().withIccProfile('p3').toBuffer();
    const { data } = await sharp(file, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    expect((await sharp(file).metadata()).hasProfile).toBe(true);
    expect(await decoded(file)).toEqual([...data]);
    expect([...(await sharp(file).raw().toBuffer())]).not.toEqual([...data]);
  });

  it('of a JPEG are the same each time, and near to what was stored', async () => {
    const file = await sharp(Buffer.alloc(48, 100), { raw: { height: 4, width: 4, channels: 3 } })
      .jpeg({ quality: 100 })
      .toBuffer();
    const first = await decoded(file, { width: 4 });
    expect(await decoded(file, { width: 4 })).toEqual(first);
    for (const value of first) expect(Math.abs(value - 100)).toBeLessThan(3);
  });

  it('survive PNG, for both numbers of channels', async () => {
    for (const [channels, values] of [
      [1, GREY],
      [3, RGB],
    ] as const) {
      const shape = { height: HEIGHT, width: WIDTH, channels };
      expect(await decoded(await (await pictureEncoder(shape))(values), shape)).toEqual([...values]);
    }
  });

  it('get the size that is asked for', async () => {
    const decode = await pictureDecoder({ height: 2, width: 2, channels: 3 }, 'fill');
    expect(await decode(await rgb().png().toBuffer(), 'a.png')).toHaveLength(12);
    const contain = await pictureDecoder({ height: 6, width: 6, channels: 3 }, 'contain');
    expect([...(await contain(await rgb().png().toBuffer(), 'a.png')).subarray(0, 18)]).toEqual(
      new Array(18).fill(0),
    );
  });
});

describe('is refused', () => {
  const png = () => rgb().png().toBuffer();
  const cases: [string, () => Promise<Uint8Array>, string, RegExp][] = [
    [
      'what is cut off',
      async () => (await png()).subarray(0, 60),
      'DATASET_CORRUPT',
      /the image a\.png cannot be decoded/,
    ],
    [
      'a JPEG that is cut off',
      async () => (await rgb().jpeg().toBuffer()).subarray(0, -10),
      'DATASET_CORRUPT',
      /premature end/,
    ],
    ['text', async () => Buffer.from('no image'), 'DATASET_UNSUPPORTED', /neither JPEG nor PNG/],
    ['nothing', async () => new Uint8Array(), 'DATASET_UNSUPPORTED', /neither JPEG nor PNG/],
    ['another format', () => rgb().webp().toBuffer(), 'DATASET_UNSUPPORTED', /neither JPEG nor PNG/],
    [
      'fewer pixels',
      () => rgb().resize(3, 4).png().toBuffer(),
      'DATASET_CORRUPT',
      /6 × 4 pixels, found 3 × 4/,
    ],
    [
      'more pixels, before they are decoded',
      () => rgb().resize(600, 400).png().toBuffer(),
      'DATASET_CORRUPT',
      /6 × 4 pixels, and has more/,
    ],
  ];
  it.each(cases)('%s', async (_, file, code, message) => {
    await expect(decoded(await file())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('a byte that differs anywhere in a PNG, or it has no effect', async () => {
    const file = await png();
    for (let at = 8; at < file.length; at += 3) {
      const changed = Uint8Array.from(file, (value, index) => (index === at ? value ^ 0x10 : value));
      const outcome = await decoded(changed).catch((error: { code: string }) => error.code);
      if (Array.isArray(outcome)) expect(outcome).toEqual([...RGB]);
      else expect(outcome).toBe('DATASET_CORRUPT');
    }
  });

  it('everything, where sharp is not installed, with what to do', async () => {
    const missing = importSharp(() =>
      Promise.reject(new Error('Could not load the "sharp" module\nlong advice')),
    );
    await expect(missing).rejects.toMatchObject({
      code: 'DATASET_UNSUPPORTED',
      message: `images cannot be read here, since sharp does not load on ${process.platform}-${process.arch}: Could not load the "sharp" module`,
      hint: expect.stringMatching(/--layout npy/),
    });
  });
});

describe('several at once', () => {
  it('keep their order, and are not more than allowed', async () => {
    let [under, most] = [0, 0];
    const resume: (() => void)[] = [];
    const results = inOrder([0, 1, 2, 3, 4], 3, async (item) => {
      most = Math.max(most, ++under);
      // Each ends after the one behind it, as far as there is one.
      await new Promise<void>((resolve) => {
        resume.push(resolve);
        if (resume.length === 3 || item === 4) for (const go of resume.splice(0).reverse()) go();
        else if (item > 2) resolve();
      });
      under -= 1;
      return item;
    });
    const found: number[] = [];
    for await (const result of results) found.push(result);
    expect(found).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(3);
  });

  it('end with the first error, also where a later one came before', async () => {
    const results = inOrder([1, 2, 3], 3, async (item) => {
      if (item > 1) throw new Error(`of ${item}`);
      return item;
    });
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toThrow('of 2');
  });

  it('are as many as Node has threads for, and no more than there are cores', () => {
    expect(picturesAtOnce({ UV_THREADPOOL_SIZE: '1' })).toBe(1);
    expect(picturesAtOnce({ UV_THREADPOOL_SIZE: 'many' })).toBe(picturesAtOnce({}));
    expect(picturesAtOnce({})).toBeLessThanOrEqual(4);
  });
});

it.each(['svg', 'gif', 'tiff', 'webp'])(
  'what reads %s stays shut, even where it is handed such a file',
  async (format) => {
    const sharp = await loadSharp();
    const raw = sharp(Buffer.alloc(12, 9), { raw: { width: 2, height: 2, channels: 3 } });
    const file =
      format === 'svg'
        ? Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>')
        : await raw.toFormat(format as 'gif').toBuffer();
    await expect(sharp(file).metadata()).rejects.toThrow(/unsupported image format/);
    const decode = await pictureDecoder({ height: 2, width: 2, channels: 3 });
    await expect(decode(file, 'a.png')).rejects.toMatchObject({ code: 'DATASET_UNSUPPORTED' });
  },
);

it.each([
  ['PNG in its first four bytes alone', '\x89PNG\n\n\n\n'],
  ['nothing', ''],
  ['half a JPEG mark', '\xff\xd8'],
])('takes %s for no image', (_, bytes) => {
  expect(() => formatOf(Buffer.from(bytes, 'latin1'), 'a.png')).toThrow(/neither JPEG nor PNG/);
});
