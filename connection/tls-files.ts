/**
 * Which settings of TLS need one another. Half of them never means "without TLS": that would be plaintext,
 * and nobody would know.
 */
import { FanoutError } from '../proto/errors.ts';

/** Paths of the certificate that a process shows, and of its key. Empty: not set. */
export interface CertificateFiles {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What the two are called in the environment. */
export interface PairSettings {
  readonly cert: string;
  readonly key: string;
}

const TLS: PairSettings = { cert: 'FANOUT_TLS_CERT', key: 'FANOUT_TLS_KEY' };

/** Throws USAGE when one of certificate and key is named without the other. Pure. */
export function requirePair({ cert, key }: CertificateFiles, settings: PairSettings = TLS): void {
  if (cert && !key) refuse(settings.cert, settings.key, 'a certificate without its key proves nothing');
  if (key && !cert) refuse(settings.key, settings.cert, 'a key without its certificate proves nothing');
}

/** What a coordinator needs to serve. Throws USAGE when a part is missing. Pure. */
export function requireServerFiles(
  given: CertificateFiles & { readonly clientCa?: string | undefined },
): void {
  requirePair(given);
  if (given.clientCa && !given.cert)
    refuse(
      'FANOUT_TLS_CLIENT_CA',
      'FANOUT_TLS_CERT and FANOUT_TLS_KEY',
      'workers show certificates over TLS alone',
    );
}

/** What a worker needs to reach a coordinator over TLS. Throws USAGE when a part is missing. Pure. */
export function requireClientFiles(given: CertificateFiles & { readonly ca?: string | undefined }): void {
  requirePair(given);
  if (given.cert && !given.ca)
    refuse('FANOUT_TLS_CERT', 'FANOUT_TLS_CA', 'a worker shows its certificate over TLS alone');
}

function refuse(setting: string, missing: string, why: string): never {
  throw new FanoutError('USAGE', `${setting} is set and ${missing} is not: ${why}`, {
    hint: `set ${missing} as well, or leave ${setting} out`,
  });
}
