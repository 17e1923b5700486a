import { gunzipSync, inflateRawSync } from 'node:zlib';
import { TarError } from '../../datasets/tar/header.ts';
import { tarMembers } from '../../datasets/tar/members.ts';
import { memorySource } from '../../datasets/tar/source.ts';
import { directoryOf, STORED } from './zip-directory.ts';

/** Nothing that is read into memory from an archive is larger; nats-server has 18 MB. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

const ZIP_NAMES_LENGTH = 26;

/** A file in an archive. */
export interface Member {
  readonly path: string;
  readonly content: Buffer;
}

/** The files of a tar.gz, in their order. Throws when it is damaged. */
export async function* membersOfTarGz(bytes: Uint8Array): AsyncGenerator<Member> {
  const tar = gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
  try {
    for await (const { path, kind, size, offset } of tarMembers(memorySource(tar)))
      if (kind === 'file') yield { path, content: tar.subarray(offset, offset + size) };
  } catch (error) {
    throw error instanceof TarError ? new Error(`the archive is damaged: ${error.message}`) : error;
  }
}

/** The file of a tar.gz whose path ends in `/name`. Throws when it is not there. */
export async function memberOfTarGz(bytes: Uint8Array, name: string): Promise<Buffer> {
  for await (const { path, content } of membersOfTarGz(bytes)) {
    if (path === name || path.endsWith(`/${name}`)) return content;
  }
  throw new Error(`the archive has no ${name}`);
}

/** The file of a zip at exactly this path (stored or deflated, below 4 GiB). Throws when it is not there. */
export function memberOfZip(bytes: Uint8Array, path: string): Buffer {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entry = directoryOf(zip, zip.length).find((each) => each.path === path);
  if (!entry) throw new Error(`the archive has no ${path}`);
  // The local header's name and extra lengths may differ from the directory's.
  const names = entry.offset + ZIP_NAMES_LENGTH;
  const start = names + 4 + zip.readUInt16LE(names) + zip.readUInt16LE(names + 2);
  const content = zip.subarray(start, start + entry.packedSize);
  return entry.method === STORED ? content : inflateRawSync(content, { maxOutputLength: MAX_UNPACKED_BYTES });
}
