import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tarOf } from '../../test/support/tar.ts';
import { BLOCK, TarError } from './header.ts';
import { type TarMember, tarMembers } from './members.ts';
import { fileSource, memorySource } from './source.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-tar-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function all(archive: Uint8Array): Promise<TarMember[]> {
  const members: TarMember[] = [];
  for await (const member of tarMembers(memorySource(archive))) members.push(member);
  return members;
}
const filesOf = async (archive: Uint8Array) =>
  (await all(archive))
    .filter(({ kind }) => kind === 'file')
    .map(({ path, offset, size }) => [path, Buffer.from(archive.subarray(offset, offset + size)).toString()]);

/** Archives what is in `directory/files` with the machine's tar. */
function archived(paths: string[], ...options: string[]): Buffer {
  const archive = join(directory, 'a.tar');
  execFileSync('tar', [...options, '-cf', archive, '-C', join(directory, 'files'), ...paths]);
  return readFileSync(archive);
}
function put(path: string, content: string | Uint8Array): void {
  const full = join(directory, 'files', path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}

describe.runIf(process.platform === 'linux')('archives of GNU tar', () => {
  const LONG = `${'folder-'.repeat(20)}/${'ä-long-name-'.repeat(9)}.jpg`;
  const DEEP = `${'a'.repeat(90)}/${'b'.repeat(90)}.jpg`;
  const FILES: [string, string[]][] = [
    ['v7', ['plain.jpg']],
    ['ustar', ['plain.jpg', DEEP]],
    ['gnu', ['plain.jpg', DEEP, LONG]],
    ['pax', ['plain.jpg', DEEP, LONG]],
  ];

  it.each(FILES)('%s: names and contents', async (format, paths) => {
    for (const path of paths) put(path, `of ${path}`);
    const found = await filesOf(archived(['.'], `--format=${format}`));
    expect(new Map(found as [string, string][])).toEqual(
      new Map(paths.map((path) => [`./${path}`, `of ${path}`])),
    );
  });

  it('links and folders have no content, and what follows is found', async () => {
    put('a.jpg', 'a');
    linkSync(join(directory, 'files/a.jpg'), join(directory, 'files/b.jpg'));
    symlinkSync('a.jpg', join(directory, 'files/c.jpg'));
    put('d/e.jpg', 'e');
    const members = await all(archived(['a.jpg', 'b.jpg', 'c.jpg', 'd']));
    expect(members.map(({ path, kind, size }) => [path, kind, size])).toEqual([
      ['a.jpg', 'file', 1],
      ['b.jpg', 'link', 0],
      ['c.jpg', 'link', 0],
      ['d/', 'other', 0],
      ['d/e.jpg', 'file', 1],
    ]);
  });

  it.each(['gnu', 'pax'])('a sparse file is refused: %s', async (format) => {
    put('holes', 'x');
    truncateSync(join(directory, 'files/holes'), 10_000_000);
    await expect(all(archived(['holes'], '--sparse', `--format=${format}`))).rejects.toThrow(/sparse/);
  });

  it('sizes beyond eight gigabytes, which octal digits do not hold', async () => {
    put('large', '');
    truncateSync(join(directory, 'files/large'), 9 * 2 ** 30);
    const { stdout } = {
      stdout: execFileSync('sh', ['-c', `tar --format=gnu -cf - -C ${directory}/files large | head -c 512`]),
    };
    const size = 512 + 9 * 2 ** 30 + 1024;
    const source = {
      size,
      read: async (offset: number, length: number) =>
        offset === 0 ? stdout : new Uint8Array(Math.min(length, size - offset)),
    };
    const members: TarMember[] = [];
    for await (const member of tarMembers(source)) members.push(member);
    expect(members).toMatchObject([{ path: 'large', size: 9 * 2 ** 30 }]);
  });
});

const member = fc.tuple(
  fc.stringMatching(/^[a-z]{1,20}(\/[a-z.]{1,20})?[a-z]$/),
  fc.uint8Array({ maxLength: 1500 }),
);

describe('whatever stands in it', () => {
  it('what was written is read, also through a small window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { maxLength: 8 }),
        fc.integer({ min: 512, max: 3000 }),
        async (members, window) => {
          const archive = tarOf(members);
          expect(await filesOf(archive)).toEqual(
            members.map(([path, content]) => [path, Buffer.from(content).toString()]),
          );
          const path = join(directory, 'a.tar');
          writeFileSync(path, archive);
          const file = await open(path);
          try {
            const source = await fileSource(file, window);
            let index = 0;
            for await (const { offset, size } of tarMembers(source))
              expect(Buffer.from(await source.read(offset, size))).toEqual(Buffer.from(members[index++]![1]));
            expect(index).toBe(members.length);
          } finally {
            await file.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('cut off anywhere it says so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(member, { minLength: 1, maxLength: 4 }), fc.nat(), async (members, cut) => {
        const archive = tarOf(members);
        const end = archive.length - 1024;
        await expect(all(archive.subarray(0, cut % (end + BLOCK)))).rejects.toThrow(TarError);
      }),
    );
  });

  it('another byte in a header is noticed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 511 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const archive = tarOf([['a.jpg', 'content']]);
        const before = archive[at]!;
        archive[at] = before ^ change;
        // The checksum's own field ends with signs that do not count.
        const outcome = await all(archive).catch((error: unknown) => error);
        if (at >= 148 && at < 156 && Array.isArray(outcome))
          expect(outcome).toMatchObject([{ path: 'a.jpg', size: 7 }]);
        else expect(outcome).toBeInstanceOf(TarError);
      }),
      { numRuns: 500 },
    );
  });

  it('nonsense ends with TarError, and ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 4000 }), async (bytes) => {
        const outcome = await all(bytes).catch((error: unknown) => error);
        if (!Array.isArray(outcome)) expect(outcome).toBeInstanceOf(TarError);
      }),
    );
  });

  it('names the member behind which it is damaged', async () => {
    const archive = tarOf([
      ['a.jpg', 'content'],
      ['b.jpg', 'content'],
    ]);
    archive[1024 + 5]! ^= 1;
    await expect(all(archive)).rejects.toThrow(/a header has a wrong checksum: .*, behind "a\.jpg"/);
    await expect(all(tarOf([['a.jpg', 'x'.repeat(600)]]).subarray(0, 1000))).rejects.toThrow(
      'it is cut off within "a.jpg", which has 600 bytes',
    );
  });
});
