/**
 * The members of a tar archive, in their order: where each one's content stands. Long names as GNU and pax
 * have them; no sparse files.
 */
import { BLOCK, padding, parseHeader, TarError, type TarHeader } from './header.ts';
import type { ByteSource } from './source.ts';

export interface TarMember {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'other';
  /** Bytes of its content, and where they begin. */
  readonly size: number;
  readonly offset: number;
}

/** Long names and pax records are short; a longer one is damage, or an attack. */
const LONGEST_EXTENSION = 2 ** 20;

/** What an archive says beforehand of members to come. */
interface Extensions {
  readonly path?: string;
  readonly size?: number;
}

/** Walks an archive. Throws TarError where it is damaged or cut off. */
export async function* tarMembers(source: ByteSource): AsyncGenerator<TarMember> {
  let everywhere: Extensions = {};
  let next: Extensions = {};
  let last = 'its beginning';
  for (let at = 0; ; ) {
    const block = await source.read(at, BLOCK);
    if (block.length < BLOCK)
      throw new TarError(`it is cut off behind ${last}: the end that an archive has is missing`);
    const header = headerAt(block, last);
    if (header === undefined) return;
    const offset = at + BLOCK;
    const { type } = header;
    const size = hasContent(type)
      ? isExtension(type)
        ? header.size
        : (next.size ?? everywhere.size ?? header.size)
      : 0;
    const path = next.path ?? everywhere.path ?? header.path;
    if (offset + size > source.size)
      throw new TarError(`it is cut off within ${JSON.stringify(path)}, which has ${size} bytes`);
    if (isExtension(type)) {
      if (size > LONGEST_EXTENSION)
        throw new TarError(`what it says of the member behind ${last} has ${size} bytes`);
      const said = await source.read(offset, size);
      if (type === 'L') next = { ...next, path: untilZero(said) };
      else if (type === 'x') next = { ...next, ...paxOf(said, last) };
      else if (type === 'g') everywhere = { ...everywhere, ...paxOf(said, last) };
    } else {
      if (type === 'S') throw sparse(path);
      yield { path, kind: kindOf(path, type), size, offset };
      last = JSON.stringify(path);
      next = {};
    }
    at = offset + size + padding(size);
  }
}

function headerAt(block: Uint8Array, last: string): TarHeader | undefined {
  try {
    return parseHeader(block);
  } catch (error) {
    if (error instanceof TarError) throw new TarError(`${error.message}, behind ${last}`);
    throw error;
  }
}

/** `L` and `K`: GNU's long names of a member and of a link's target; `x` and `g`: pax. */
const isExtension = (type: string) => 'LKxg'.includes(type);

/** Links, devices, directories and pipes have no content, whatever size their headers give. */
const hasContent = (type: string) => !'123456'.includes(type);

function kindOf(path: string, type: string): TarMember['kind'] {
  // The oldest archives know a directory by its name alone.
  if (type === '0' || type === '7') return path.endsWith('/') ? 'other' : 'file';
  return type === '1' || type === '2' ? 'link' : 'other';
}

/** pax records: `LENGTH KEY=VALUE\n`, of which path and size are of use here. */
function paxOf(bytes: Uint8Array, last: string): Extensions {
  const records = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < records.length && records[at] !== 0; ) {
    const space = records.indexOf(' ', at);
    const length = space < 0 ? 0 : Number(records.toString('latin1', at, space));
    const equals = records.indexOf('=', space);
    if (
      !Number.isInteger(length) ||
      length < 5 ||
      at + length > records.length ||
      equals < 0 ||
      equals >= at + length
    )
      throw new TarError(`a pax record behind ${last} is damaged`);
    const key = records.toString('utf8', space + 1, equals);
    const value = records.toString('utf8', equals + 1, at + length - 1);
    if (key.startsWith('GNU.sparse.')) throw sparse(found.path ?? `the member behind ${last}`);
    if (key === 'path') found.path = value;
    if (key === 'size') found.size = wholeNumber(value, last);
    at += length;
  }
  return found;
}

function wholeNumber(digits: string, last: string): number {
  const value = Number(digits);
  if (/^\d+$/.test(digits) && Number.isSafeInteger(value)) return value;
  throw new TarError(`a pax size behind ${last} is no number`);
}

function untilZero(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end)).toString();
}

const sparse = (path: string) =>
  new TarError(`${JSON.stringify(path)} is a sparse file; make the archive without --sparse`);
