/** Certificates as others read them: Node, OpenSSL, and both ends of a connection. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { newAuthority, newServerCertificate } from './certificate.ts';
import { identifier, integer, tagged } from './der.ts';

const NAME = 'fanout in fanout';
const NAMES = ['fanout-nats', 'fanout-nats.fanout.svc', `${'a'.repeat(63)}.fanout.svc.cluster.local`];
const authority = { ...newAuthority(NAME), name: NAME };
const server = newServerCertificate(NAMES, authority);

it('says whom it is for, until when, and who signed it', () => {
  const [own, root] = [new X509Certificate(server.certificate), new X509Certificate(authority.certificate)];
  expect([root.ca, own.ca]).toEqual([true, false]);
  expect(own.checkIssued(root) && own.verify(root.publicKey)).toBe(true);
  for (const name of NAMES) expect(own.checkHost(name)).toBe(name);
  expect(own.checkHost('fanout-coordinator')).toBeUndefined();
  expect(own.verify(new X509Certificate(newAuthority(NAME).certificate).publicKey)).toBe(false);
  const years = (Date.parse(own.validTo) - Date.parse(own.validFrom)) / (365.25 * 86_400_000);
  expect(years).toBeCloseTo(10, 1);
  expect(Date.parse(own.validFrom)).toBeLessThan(Date.now());
  expect(own.serialNumber).not.toBe(root.serialNumber);
});

it('passes the strict check of OpenSSL', ({ skip }) => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-certificate-'));
  try {
    writeFileSync(join(directory, 'ca.pem'), authority.certificate);
    writeFileSync(join(directory, 'own.pem'), server.certificate);
    const check = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', NAMES[0]!];
    const { status, stderr, error } = spawnSync('openssl', [...check, '-CAfile', 'ca.pem', 'own.pem'], {
      cwd: directory,
      encoding: 'utf8',
    });
    skip(error !== undefined, 'there is no openssl');
    expect([status, stderr]).toEqual([0, '']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('opens a connection to who trusts its authority, and to nobody else', async () => {
  const listening = createServer({ cert: server.certificate, key: server.key }, (socket) => socket.end('in'));
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const ask = (ca: string, servername: string) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, ca, servername });
      socket.on('data', (bytes) => resolve(String(bytes)));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  try {
    expect(await ask(authority.certificate, 'fanout-nats')).toBe('in');
    expect(await ask(authority.certificate, 'fanout-nets')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await ask(newAuthority(NAME).certificate, 'fanout-nats')).toMatch(/CERT|VERIFY|SIGNATURE/);
  } finally {
    await new Promise((resolve) => listening.close(resolve));
  }
});

it('writes numbers as DER has them', () => {
  expect(integer(Buffer.from([0, 0, 0x80])).toString('hex')).toBe('02020080');
  expect(integer(Buffer.from([0])).toString('hex')).toBe('020100');
  expect(identifier('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
  expect(tagged(4, Buffer.alloc(300)).subarray(0, 4).toString('hex')).toBe('0482012c');
});
