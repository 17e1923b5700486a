/** What an image file is, by its first bytes: before anything that decodes images sees it. */
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';

/** Bytes from a file's beginning that its format is told by. */
export const MAGIC_BYTES = 16;

const JPEG = [0xff, 0xd8, 0xff];
const PNG = [...Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')];

/** Beginnings of what often lies in the place of an image, what it is, and what to do. */
const OTHERS: readonly (readonly [RegExp, string, string?])[] = [
  [/^$/s, 'it is empty', 'copy it again from its source, or take it away'],
  [/^version https:/, 'it is a pointer of Git LFS', 'fetch the images: git lfs pull'],
  [/^\s*<(!doctype|html)/i, 'it is a page of HTML', 'download it again: a server answered with a page'],
  [/^GIF8/, 'it is a GIF'],
  [/^BM/, 'it is a BMP'],
  [/^(II\*\0|MM\0\*)/, 'it is a TIFF'],
  [/^RIFF.{4}WEBP/s, 'it is a WebP'],
  [/^.{4}ftyp/s, 'it is a HEIC, an AVIF or a film'],
  [/^\0*$/, 'it holds nothing but zeros', 'copy it again from its source, or take it away'],
];

const startsWith = (file: Uint8Array, magic: readonly number[]) =>
  magic.every((byte, index) => file[index] === byte);

/** `jpeg` or `png`, by the first bytes. Pure. Throws DATASET_UNSUPPORTED. */
export function formatOf(file: Uint8Array, name: string): 'jpeg' | 'png' {
  if (startsWith(file, JPEG)) return 'jpeg';
  if (startsWith(file, PNG)) return 'png';
  const start = Buffer.from(file.subarray(0, MAGIC_BYTES)).toString('latin1');
  const [, what, hint] = OTHERS.find(([beginning]) => beginning.test(start)) ?? [];
  throw new FanoutError(
    'DATASET_UNSUPPORTED',
    `${shownText(name)} is neither JPEG nor PNG, by its first bytes${what === undefined ? '' : `: ${what}`}`,
    { hint: hint ?? 'convert it to JPEG or PNG; the ending of its name does not count' },
  );
}
