import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PictureForm, pictureFile, pictureValues, writeFiles } from '../../../test/support/pictures.ts';
import { readNpy } from '../../npy.ts';
import { openShards } from '../../shards/open.ts';
import { ROW_READERS } from '../../shards/rows.ts';
import { packSource } from '../source.ts';
import { folderSource, type Rendering } from './from-folder.ts';
import { scanClassFolders } from './scan.ts';
import { readTable } from './table.ts';

let directory: string;
const folder = () => join(directory, 'animals');
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-folder-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Images 0 to 5, of the classes dogs, cats and Bears in turn. */
async function writeAnimals(form: PictureForm = {}): Promise<void> {
  const names = ['dogs/0.png', 'cats/1.PNG', 'Bears/old/2.png', 'dogs/10.png', 'cats/4.png', 'Bears/5.png'];
  for (const [number, name] of names.entries())
    writeFiles(folder(), { [name]: await pictureFile(number, form) });
}

interface Wanted extends Rendering {
  readonly layout?: 'npy' | 'webdataset';
  readonly shuffleSeed?: number;
  readonly shardBytes?: number;
  readonly table?: string;
}

async function pack(
  { layout = 'webdataset', shuffleSeed, shardBytes = 1e6, table, ...rendering }: Wanted = {},
  out = 'out',
) {
  const files = table ? await readTable(folder(), table) : await scanClassFolders(folder());
  return packSource(await folderSource(files, rendering), layout, {
    out: join(directory, out),
    name: 'animals',
    licence: '',
    shardBytes,
    ...(shuffleSeed === undefined ? {} : { shuffleSeed }),
  });
}

/** Values and class of each example of what was packed. */
async function unpack(index: string): Promise<{ values: number[]; label: number }[]> {
  const dataset = await openShards({ kind: 'shards', index });
  const size = dataset.shape.reduce((product, length) => product * length, 1);
  const examples: { values: number[]; label: number }[] = [];
  for (const shard of dataset.shards) {
    const file = await dataset.store.open(shard);
    const wanted = Uint32Array.from({ length: shard.used }, (_, row) => shard.first + row);
    for await (const { rows, x } of ROW_READERS[dataset.layout](file, dataset, shard, wanted, 1e6))
      for (const [at, row] of rows.entries())
        examples.push({ values: [...x.subarray(at * size, (at + 1) * size)], label: dataset.y[row]! });
    await file.close();
  }
  return examples;
}
const contents = (out: string) =>
  readdirSync(join(directory, out)).map((name) =>
    readFileSync(join(directory, out, name)).toString('base64'),
  );
const example = (number: number, label: number, form: PictureForm = {}) => ({
  values: [...pictureValues(number, form)],
  label,
});
const ANIMALS = [example(5, 0), example(2, 0), example(1, 1), example(4, 1), example(0, 2), example(3, 2)];

describe('a folder of class folders', () => {
  it('has its classes by name, and their images by path; files are stored as they are', async () => {
    await writeAnimals();
    const { index, path } = await pack();
    expect(index).toMatchObject({
      layout: 'webdataset',
      shape: [3, 4, 1],
      dtype: 'uint8',
      classes: 3,
      examples: 6,
    });
    expect(index.classNames).toEqual(['Bears', 'cats', 'dogs']);
    expect(await unpack(path)).toEqual(ANIMALS);
    const shard = readFileSync(join(directory, 'out', 'shard-00000.tar'));
    expect(shard.includes(readFileSync(join(folder(), 'cats/1.PNG')))).toBe(true);
  });

  it('gives the same values in either layout, whatever is done with them', async () => {
    await writeAnimals({ channels: 3, width: 5 });
    const wanted: Rendering[] = [{}, { channels: 1 }, { resize: { width: 3, height: 2, fit: 'cover' } }];
    for (const [number, rendering] of wanted.entries()) {
      const npy = await pack({ ...rendering, layout: 'npy' }, `npy-${number}`);
      const tar = await pack({ ...rendering, layout: 'webdataset' }, `tar-${number}`);
      expect(await unpack(tar.path)).toEqual(await unpack(npy.path));
      expect(tar.index.shape).toEqual(npy.index.shape);
    }
  });

  it('gives the same bytes each time, in an order of the seed alone', async () => {
    await writeAnimals();
    await pack({ shuffleSeed: 1 }, 'once');
    await pack({ shuffleSeed: 1 }, 'again');
    await pack({ shuffleSeed: 2 }, 'other');
    expect(contents('again')).toEqual(contents('once'));
    expect(contents('other')).not.toEqual(contents('once'));
    const mixed = await unpack(join(directory, 'once', 'index.json'));
    const number = ({ values: [first] }: { values: number[] }) => first!;
    expect(mixed).not.toEqual(ANIMALS);
    expect([...mixed].sort((a, b) => number(a) - number(b))).toEqual(
      [...ANIMALS].sort((a, b) => number(a) - number(b)),
    );
  });

  it('is cut into shards of the size that is asked for', async () => {
    await writeAnimals();
    const { index } = await pack({ shardBytes: 5000 });
    // A sample takes four blocks of 512 bytes, the end of an archive two.
    expect(index.shards.map(({ examples, bytes }) => [examples, bytes])).toEqual([
      [2, 5120],
      [2, 5120],
      [2, 5120],
    ]);
  });

  it('is coloured where one image is, and stored as JPEG where a quality is given', async () => {
    await writeAnimals();
    writeFiles(folder(), { 'cats/9.jpg': await pictureFile(9, { channels: 3 }, 'jpeg') });
    expect((await pack({}, 'png')).index.shape).toEqual([3, 4, 3]);
    await pack({ quality: 80 }, 'jpeg');
    expect(readFileSync(join(directory, 'jpeg', 'shard-00000.tar')).includes('.png')).toBe(false);
  });

  it('leaves out what is hidden or no image, follows links, and says what it left out', async () => {
    await writeAnimals();
    writeFiles(folder(), {
      '.DS_Store': '',
      '.hidden/a.png': '',
      'cats/.1.png': '',
      'cats/notes.txt': '',
      'README.md': '',
    });
    symlinkSync(join(folder(), 'cats/1.PNG'), join(folder(), 'dogs/11.png'));
    const { paths, passedOver } = await scanClassFolders(folder());
    expect(paths).toHaveLength(7);
    expect(passedOver).toEqual([join(folder(), 'README.md'), join(folder(), 'cats/notes.txt')]);
  });
});

describe('a table of files and classes', () => {
  const table = (text: string) => {
    writeFiles(directory, { 'labels.csv': text });
    return join(directory, 'labels.csv');
  };

  it('says which images there are, and in which order', async () => {
    await writeAnimals();
    const { index, path } = await pack({
      table: table('class,file,other\nyes,"dogs/0.png",1\nno,cats/4.png,2\n'),
    });
    expect(index.classNames).toEqual(['no', 'yes']);
    expect(await unpack(path)).toEqual([example(0, 1), example(4, 0)]);
  });

  it('tells which images of the folder it leaves out, whatever their kind, and nothing of what is hidden or no image', async () => {
    await writeAnimals();
    writeFiles(folder(), { 'cats/7.webp': '', 'notes.txt': '', '.cache/8.png': '', 'cats/.9.png': '' });
    symlinkSync('..', join(folder(), 'cats/all'));
    symlinkSync('nowhere', join(folder(), 'cats/gone'));
    const { unnamed } = await readTable(
      folder(),
      table('file,class\n./dogs/0.png,a\ncats/4.png,b\nBears/5.png,b\n'),
    );
    const left = ['Bears/old/2.png', 'cats/1.PNG', 'cats/7.webp', 'dogs/10.png'];
    expect(unnamed).toEqual(left.map((name) => join(folder(), name)));
  });

  it('keeps the numbers of classes that are numbers', async () => {
    for (const name of ['a', 'b', ...Array.from({ length: 11 }, (_, number) => String(number))])
      writeFiles(folder(), { [`${name}.png`]: await pictureFile(0) });
    const lines = Array.from({ length: 11 }, (_, number) => `${number}.png,${10 - number}`);
    const { y, classNames } = await readTable(folder(), table(`file,class\n${lines.join('\n')}`));
    expect([...y]).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(classNames[10]).toBe('10');
    expect((await readTable(folder(), table('file,class\na,10\nb,2\n'))).classNames).toEqual(['10', '2']);
  });

  it.each([
    [
      'file,note\na.png,cat\n',
      /line 1 must name a column class, label, .*--label-column .*: found file, note/,
    ],
    ['', /found nothing/],
    ['file,class\n', /it has no lines/],
    ['file,class\na.png,cat\nb.png,cat\n', /at least 2 classes, found only cat/],
    [
      'file,class\na.png,cat,x\n,cat\nb.png,\n',
      /line 2 has 3 cells, the header has 2\n {2}line 3 has no file\n {2}line 4 has no class/,
    ],
    ['file,class\n"a.png,cat\n', /line 2 has a quote that does not end/],
  ])('%j is refused', async (text, message) => {
    await expect(readTable(folder(), table(text))).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(message),
    });
  });

  it('names an image that is not there', async () => {
    await writeAnimals();
    await expect(pack({ table: table('file,class\ndogs/0.png,a\ndogs/1.png,b\n') })).rejects.toMatchObject({
      code: 'DATASET_MISSING',
      message: expect.stringMatching(/line 3: there is no dogs\/1\.png$/),
    });
  });
});

describe('is refused, with nothing left behind', () => {
  const cases: [string, () => Promise<void> | void, string, RegExp][] = [
    [
      'two sizes',
      async () => writeFiles(folder(), { 'dogs/7.png': await pictureFile(7, { width: 5 }) }),
      'DATASET_UNSUPPORTED',
      /Bears\/5\.png has 4 × 3 pixels, .*dogs\/7\.png 5 × 3/,
    ],
    [
      'an image of another kind beside the class folders',
      () => writeFiles(folder(), { 'z.webp': '' }),
      'DATASET_UNSUPPORTED',
      /z\.webp lies beside the class folders/,
    ],
    [
      'an empty class',
      () => void mkdirSync(join(folder(), 'birds')),
      'DATASET_UNSUPPORTED',
      /the class birds has no image/,
    ],
    [
      'an image without a class',
      async () => writeFiles(folder(), { '7.png': await pictureFile(7) }),
      'DATASET_UNSUPPORTED',
      /7\.png lies beside the class folders/,
    ],
    [
      'one class alone',
      () => ['cats', 'dogs'].forEach((name) => void rmSync(join(folder(), name), { recursive: true })),
      'DATASET_UNSUPPORTED',
      /at least 2, found only Bears/,
    ],
    [
      'an image of another format',
      () => writeFiles(folder(), { 'cats/7.webp': '' }),
      'DATASET_UNSUPPORTED',
      /7\.webp is neither JPEG nor PNG/,
    ],
    [
      'another format under a wrong name',
      async () =>
        writeFiles(folder(), {
          'cats/7.jpg': await sharp(await pictureFile(7))
            .webp()
            .toBuffer(),
        }),
      'DATASET_UNSUPPORTED',
      /7\.jpg is neither JPEG nor PNG, by its first bytes/,
    ],
    [
      'an image of print',
      async () =>
        writeFiles(folder(), {
          'cats/7.jpg': await sharp(await pictureFile(7, { channels: 3 }))
            .toColourspace('cmyk')
            .jpeg()
            .toBuffer(),
        }),
      'DATASET_UNSUPPORTED',
      /7\.jpg has the colours of print/,
    ],
    [
      'a damaged image',
      async () => writeFiles(folder(), { 'cats/7.png': (await pictureFile(7)).subarray(0, 60) }),
      'DATASET_CORRUPT',
      /the image .*cats\/7\.png cannot be decoded/,
    ],
    [
      'no image at all',
      () => writeFiles(folder(), { 'cats/7.png': 'text' }),
      'DATASET_UNSUPPORTED',
      /cats\/7\.png is neither JPEG nor PNG/,
    ],
    [
      'a link that leads nowhere',
      () => symlinkSync('nowhere', join(folder(), 'cats/7.png')),
      'DATASET_UNSUPPORTED',
      /7\.png is a link that leads nowhere/,
    ],
    [
      'a link in a circle',
      () => symlinkSync('..', join(folder(), 'cats/all')),
      'DATASET_UNSUPPORTED',
      /cats\/all is a link to a folder that it lies in/,
    ],
  ];
  it.each(cases)('%s', async (_, spoil, code, message) => {
    await writeAnimals();
    await spoil();
    await expect(pack()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(readdirSync(directory)).toEqual(['animals']);
  });

  it('an image that is damaged only behind its head', async () => {
    await writeAnimals();
    const file = readFileSync(join(folder(), 'dogs/10.png'));
    file[file.length - 20]! ^= 1;
    writeFiles(folder(), { 'dogs/10.png': file });
    await expect(pack({ shardBytes: 2000 })).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(/dogs\/10\.png cannot be decoded/),
    });
    expect(readdirSync(directory)).toEqual(['animals']);
  });
});

it('labels.npy has the classes in the order of the shards', async () => {
  await writeAnimals();
  await pack({ shuffleSeed: 5 });
  const { values } = await readNpy(join(directory, 'out', 'labels.npy'));
  expect([...(values as Int32Array)]).toEqual(
    (await unpack(join(directory, 'out', 'index.json'))).map(({ label }) => label),
  );
});
