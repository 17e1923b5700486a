import { join } from 'node:path';
import { openShards } from '../../datasets/shards/open.ts';
import { verifyShards } from '../../datasets/shards/verify.ts';
import { pictureFile, writeTarShards } from '../support/pictures.ts';
import { tarOf } from '../support/tar.ts';
import { withDirectory } from './files.ts';
import { mutate, pick, type Random, randomOf } from './mutate.ts';
import { type Counts, tryInputs } from './sense.ts';

const WORDS = [
  'ustar\0',
  'ustar  \0',
  '././@LongLink\0',
  'PaxHeader\0',
  '17 path=a.png\n',
  '18 size=-1234567\n',
  '99999999999\0',
  '77777777777\0',
  '\x80\0\0\0\0\0\0\0\0\0\0\x01',
  '.cls\0',
  '.jpg\0',
];

/**
 * Archives of images, spoiled outside and within: every image of a shard is read, or the shard is refused.
 */
export function fuzzTar(deadline: number, seed: number): Promise<Counts> {
  return withDirectory(async (directory) => {
    const random = randomOf(seed);
    const files = await Promise.all([0, 1, 2, 3].map((n) => pictureFile(n, {}, n % 2 ? 'png' : 'jpeg')));
    const sound = tarOf(
      files.flatMap((bytes, n) => [
        [`${n}.${n % 2 ? 'png' : 'jpg'}`, bytes] as const,
        [`${n}.cls`, String(n % 2)] as const,
      ]),
    );
    return tryInputs(
      'tar',
      deadline,
      () => inputOf(random, sound),
      async (bytes) => {
        const folder = join(directory, 'shards');
        const index = writeTarShards(folder, [{ bytes, examples: 4 }]);
        await verifyShards(await openShards({ kind: 'shards', index }));
      },
    );
  });
}

/**
 * Spoiled; most with the checksums of the headers made right again, so that what stands in them is looked at.
 */
function inputOf(random: Random, sound: Buffer): Buffer {
  const bytes = random(4) === 0 ? mutate(random, sound, WORDS) : Buffer.from(sound);
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    if (bytes.subarray(at + 257, at + 262).toString('latin1') !== 'ustar') continue;
    if (random(3) === 0) spoilField(random, bytes, at);
    if (random(8) > 0) mend(bytes, at);
  }
  return bytes;
}

/** Where the fields of a header begin: name, size, kind, link, magic, prefix. */
const FIELDS = [0, 124, 156, 157, 257, 345];

function spoilField(random: Random, bytes: Buffer, at: number): void {
  const field = at + pick(random, FIELDS);
  if (random(2) === 0) bytes[field + random(12)] = pick(random, [0, 0x2f, 0x37, 0x80, 0xff, random(256)]);
  else bytes.write(pick(random, [...'0123456789LKxgSD', ...WORDS]), field, 'latin1');
}

function mend(bytes: Buffer, at: number): void {
  bytes.fill(' ', at + 148, at + 156);
  const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
}
