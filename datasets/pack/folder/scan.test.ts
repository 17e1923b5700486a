import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { scanClassFolders } from './scan.ts';

const at = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
/** A folder with an image at each path. */
function folderWith(...paths: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-scan-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  return folder;
}

it('takes no folder of a file server for a class', async () => {
  expect((await scanClassFolders(at('synology'))).classNames).toEqual(['cats', 'dogs']);
  const folder = folderWith(
    'a/1.png',
    'b/1.png',
    '__MACOSX/a/1.png',
    'b/@eaDir/1.png',
    '#recycle/1.png',
    '@Recycle/a/1.png',
  );
  expect(await scanClassFolders(folder)).toMatchObject({ classNames: ['a', 'b'], paths: { length: 2 } });
});

it('refuses parts of a split as classes', async () => {
  await expect(scanClassFolders(at('splits'))).rejects.toMatchObject({
    code: 'DATASET_UNSUPPORTED',
    message: expect.stringMatching(/is split into test, train, val, each with the folders cats, dogs/),
    hint: expect.stringContaining(at('splits/train')),
  });
});

it.each([
  [['Training/a/1.png', 'Validation/a/2.png'], /is split into Training, Validation,/],
  [['train_set/a/1.png', 'test_set/a/2.png', 'extra/1.png'], /is split into test_set, train_set,/],
  [['fold_0/a/1.png', 'fold_1/a/2.png', 'fold_2/a/3.png'], /is split into fold_0, fold_1, fold_2,/],
])('refuses parts as other tools call them: %j', async (paths, message) => {
  await expect(scanClassFolders(folderWith(...paths))).rejects.toThrow(message);
});

it('says of classes that look alike that they may be one', async () => {
  const names = ['Cats', 'cats', 'dogs', 'caf\u00e9', 'cafe\u0301'];
  const { notes } = await scanClassFolders(folderWith(...names.map((name) => `${name}/1.png`)));
  expect(notes).toEqual([
    expect.stringMatching(/^the classes "cafe\u0301" and "caf\u00e9" differ in .* Unicode form only/),
    expect.stringMatching(/^the classes "Cats" and "cats" differ in capital letters/),
  ]);
  expect((await scanClassFolders(folderWith('a/1.png', 'b/1.png'))).notes).toEqual([]);
});

it('takes classes that are called test and train, with no folders in common, for classes', async () => {
  const folder = folderWith('test/1.png', 'train/1.png');
  expect((await scanClassFolders(folder)).classNames).toEqual(['test', 'train']);
});
