/**
 * An authority of an installation's own, and certificates that it signs: X.509 v3 (RFC 5280), ECDSA on P-256
 * with SHA-256. Node reads certificates and writes none; a library for it brings twenty packages.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto';
import {
  bits,
  identifier,
  integer,
  marked,
  moment,
  octets,
  sequence,
  set,
  tagged,
  utf8,
  yes,
} from './der.ts';

/** A certificate and its key, in PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** Until when a certificate is good, in years: it is made anew by taking it out of its Secret. */
const YEARS = 10;
/** Before now, for clocks that are behind. */
const EARLIER_MS = 3_600_000;

const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));
const named = (name: string) => sequence(set(sequence(identifier('2.5.4.3'), utf8(name))));

/** A new authority, which signs for its own installation and is known nowhere else. */
export function newAuthority(name: string, now = new Date()): Certified {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [
    extension('2.5.29.19', sequence(yes()), true),
    // Signs certificates, and lists of those that are revoked.
    extension('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1), true),
  ];
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, certificate: signed({ subject: name, issuer: name, spki, signer: key, extensions, now }) };
}

/** A new certificate of a server that is reached by these names. Throws for an authority that is none. */
export function newServerCertificate(
  names: readonly string[],
  authority: Certified & { readonly name: string },
  now = new Date(),
): Certified {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const dnsNames = names.map((name) => tagged(0x82, Buffer.from(name)));
  const signer = createPublicKey(createPrivateKey(authority.key)).export({ type: 'spki', format: 'der' });
  const extensions = [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', bits(Buffer.from([0b1000_0000]), 7), true),
    extension('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', sequence(...dnsNames)),
    extension('2.5.29.35', sequence(tagged(0x80, keyIdentifier(signer)))),
  ];
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const subject = names[0]!.slice(0, 64);
  const about = { subject, issuer: authority.name, spki, signer: authority.key, extensions, now };
  return { key, certificate: signed(about) };
}

interface About {
  readonly subject: string;
  readonly issuer: string;
  readonly spki: Buffer;
  /** The key that signs, in PEM. */
  readonly signer: string;
  readonly extensions: readonly Buffer[];
  readonly now: Date;
}

function signed({ subject, issuer, spki, signer, extensions, now }: About): string {
  const until = new Date(now);
  until.setUTCFullYear(now.getUTCFullYear() + YEARS);
  const body = sequence(
    marked(0, integer(Buffer.from([2]))),
    // 127 bits of chance, and not zero.
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    named(issuer),
    sequence(moment(new Date(now.getTime() - EARLIER_MS)), moment(until)),
    named(subject),
    spki,
    marked(3, sequence(...extensions, extension('2.5.29.14', octets(keyIdentifier(spki))))),
  );
  const whole = sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, signer)));
  const lines = whole.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** Twenty bytes that stand for a key. */
const keyIdentifier = (spki: Buffer) => hash('sha256', spki, 'buffer').subarray(0, 20);

const extension = (id: string, value: Buffer, critical = false) =>
  sequence(identifier(id), ...(critical ? [yes()] : []), octets(value));
