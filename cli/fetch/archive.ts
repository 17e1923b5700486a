import { gunzipSync } from 'node:zlib';
import { TarError } from '../../datasets/tar/header.ts';
import { tarMembers } from '../../datasets/tar/members.ts';
import { memorySource } from '../../datasets/tar/source.ts';

/** Nothing that is read into memory from an archive is larger; nats-server has 18 MB. */
export const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

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
