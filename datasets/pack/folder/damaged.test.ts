import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { pictureFile, writeFiles } from '../../../test/support/pictures.ts';
import { parseIndex } from '../../shards/index-file.ts';
import { packSource } from '../source.ts';
import { folderSource } from './from-folder.ts';
import { scanClassFolders } from './scan.ts';

const FIXTURE = fileURLToPath(new URL('./fixtures/damaged', import.meta.url));
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-damaged-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

async function pack(folder: string, skipDamaged = false) {
  const source = await folderSource(await scanClassFolders(folder), {}, skipDamaged);
  const options = { out: join(directory, 'out'), name: 'x', licence: '', shardBytes: 1e6 };
  return packSource(source, 'webdataset', options);
}
const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

it('names all images that cannot be used at once, whether their heads or their pixels are damaged', async () => {
  const message = await messageOf(pack(FIXTURE));
  expect(message).toMatch(/^2 images cannot be used:\n.*cats\/0\.jpg is neither JPEG nor PNG.*: it is empty/);
  // What the decoder says of it depends on which thread met it.
  expect(message).toMatch(
    /cats\/3\.jpg cannot be decoded: (it is damaged or cut off|VipsJpeg: premature end .*)$/m,
  );
  expect(message).not.toContain('failOn');
});

it('leaves them out where that is asked for, and the index names them', async () => {
  const { path, index } = await pack(FIXTURE, true);
  expect(index).toMatchObject({ examples: 10, classes: 2, skipped: ['cats/0.jpg', 'cats/3.jpg'] });
  expect(parseIndex(readFileSync(path, 'utf8'), path).skipped).toEqual(index.skipped);
});

/** Two classes of three images, of which some are cut short behind their heads or hold something else. */
async function writeClasses(spoilt: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = join(directory, 'animals');
  for (const name of ['a/0.png', 'a/1.png', 'b/0.png', 'b/1.png'])
    writeFiles(folder, { [name]: await pictureFile(1) });
  writeFiles(folder, spoilt);
  return folder;
}
const brokenBehindHead = async () => {
  const file = await pictureFile(2);
  file[file.length - 20]! ^= 1;
  return file;
};

it('names all that turn out to be damaged only while they are packed, and leaves nothing behind', async () => {
  const broken = await brokenBehindHead();
  const folder = await writeClasses({ 'a/2.png': broken, 'b/2.png': broken });
  const message = await messageOf(pack(folder));
  expect(message).toMatch(
    /^2 images cannot be used:\n.*a\/2\.png cannot be decoded.*\n.*b\/2\.png cannot be decoded/,
  );
  expect(readdirSync(directory)).toEqual(['animals']);
});

it('names images of other kinds with the others, by their order', async () => {
  const folder = await writeClasses({ 'a/2.webp': 'x', 'a/3.png': 'y', 'b/2.gif': 'z' });
  expect(await messageOf(pack(folder))).toMatch(/a\/2\.webp is .*\n.*a\/3\.png is .*\n.*b\/2\.gif is /);
});

it('says how many more there are than a message has room for', async () => {
  const spoilt = Object.fromEntries(Array.from({ length: 103 }, (_, n) => [`a/x${n}.png`, 'text']));
  const message = await messageOf(pack(await writeClasses(spoilt)));
  expect(message.split('\n')).toHaveLength(102);
  expect(message).toMatch(/^103 images cannot be used:[\s\S]*\n {2}… and 3 more$/);
});

it('leaves out no class as a whole', async () => {
  const folder = await writeClasses({ 'c/0.png': 'text' });
  expect(await messageOf(pack(folder, true))).toMatch(/the class c has no image that can be decoded/);
});

it('does not ask for one size because of an image that is left out', async () => {
  const wide = await pictureFile(3, { width: 9 });
  const folder = await writeClasses({ 'a/00.png': wide.subarray(0, wide.length - 30) });
  expect((await pack(folder, true)).index).toMatchObject({ shape: [3, 4, 1], skipped: ['a/00.png'] });
});

it('says of a name that is not UTF-8 what it is, and not that it is a link', async () => {
  const folder = await writeClasses({});
  const odd = Buffer.concat([Buffer.from(join(folder, 'a/caf')), Buffer.from([0xe9]), Buffer.from('.png')]);
  writeFileSync(odd, await pictureFile(1));
  expect(await messageOf(pack(folder))).toMatch(/animals\/a has a name that is not UTF-8: caf\\xe9\.png$/);
});
