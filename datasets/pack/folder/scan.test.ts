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
  const folder = folderWith('a/1.png', 'b/1.png', '__MACOSX/a/1.png', 'b/@eaDir/1.png', '#recycle/1.png');
  expect(await scanClassFolders(folder)).toMatchObject({ classNames: ['a', 'b'], paths: { length: 2 } });
});

it('refuses parts of a split as classes', async () => {
  await expect(scanClassFolders(at('splits'))).rejects.toMatchObject({
    code: 'DATASET_UNSUPPORTED',
    message: expect.stringMatching(/is split into test, train, val, each with the folders cats, dogs/),
    hint: expect.stringContaining(at('splits/train')),
  });
  await expect(scanClassFolders(folderWith('Training/a/1.png', 'Validation/a/2.png'))).rejects.toThrow(
    /is split into/,
  );
});

it('takes classes that are called test and train, with no folders in common, for classes', async () => {
  const folder = folderWith('test/1.png', 'train/1.png');
  expect((await scanClassFolders(folder)).classNames).toEqual(['test', 'train']);
});
