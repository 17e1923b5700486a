import { expect, it } from 'vitest';
import { storageLine } from './storage-words.ts';

const line = (reason: string, code?: string) =>
  storageLine({ kind: 'failing', directory: '/d', reason, since: new Date(0), ...(code && { code }) });

it.each([
  ['ENOSPC', /no space is left on the disk \(ENOSPC\).*: make room there, and the run goes on by itself$/],
  ['EDQUOT', /the quota on the disk is used up \(EDQUOT\).*have the quota raised/],
  ['EROFS', /the file system is read-only \(EROFS\).*: mount it writable again/],
  ['EACCES', /this user may not write there \(EACCES\).*: let this user write there/],
  ['EPERM', /this user may not write there \(EPERM\).*: let this user write there/],
  ['EFBIG', /the file may not be so large \(EFBIG\).*ulimit -f/],
  ['EIO', /the disk reports an error \(EIO\).*the system’s log/],
])('says what hinders the storage, and what to do about it: %s', (code, said) => {
  for (const text of [line(code, code), line('JetStream is not enabled', code)]) {
    expect(text).toMatch(said);
    expect(/make room/.test(text)).toBe(code === 'ENOSPC' || code === 'EDQUOT');
  }
});

it.each([
  ['write error: no space left on device', /no space is left on the disk.*make room/],
  ['write error: read-only file system', /the file system is read-only.*mount it writable/],
  ['write error: permission denied', /may not write there/],
  ['write error: disk quota exceeded', /quota/],
])('knows the cause by what the server says of it: %s', (reason, said) => {
  expect(line(reason)).toMatch(said);
});

it('says what the server says, and where more stands, of a cause it does not know', () => {
  expect(line('JetStream is not enabled')).toMatch(/: JetStream is not enabled; .*nats-server\.log/);
  expect(line('JetStream is not enabled')).not.toMatch(/make room/);
});
