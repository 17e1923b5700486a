import { fileHeader, padding } from '../../datasets/tar/header.ts';

/** A member: its path, and what is in it. */
export type Member = readonly [path: string, content: string | Uint8Array];

/** An archive of these files. */
export function tarOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(([path, content]) => {
    const bytes = Buffer.from(content as Uint8Array);
    return [fileHeader(path, bytes.length), bytes, Buffer.alloc(padding(bytes.length))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
