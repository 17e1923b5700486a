/** Which settings of TLS need one another. Half of them never means "without TLS": that would be plaintext, and nobody would know. */
import { FanoutError } from './errors.ts';

/** Paths of the certificate that a process shows, and of its key. Empty: not set. */
export interface CertificateFiles {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Throws USAGE when one of certificate and key is named without the other. `prefix`: of the settings. Pure. */
export function requirePair({ cert, key }: CertificateFiles, prefix: 'FANOUT_TLS' | 'FANOUT_NATS'): void {
  if (cert && !key) refuse(`${prefix}_CERT`, `${prefix}_KEY`, 'a certificate without its key proves nothing');
  if (key && !cert) refuse(`${prefix}_KEY`, `${prefix}_CERT`, 'a key without its certificate proves nothing');
}

/** What a coordinator needs to serve. Throws USAGE when a part is missing. Pure. */
export function requireServerFiles(
  given: CertificateFiles & { readonly clientCa?: string | undefined },
): void {
  requirePair(given, 'FANOUT_TLS');
  if (given.clientCa && !given.cert)
    refuse(
      'FANOUT_TLS_CLIENT_CA',
      'FANOUT_TLS_CERT and FANOUT_TLS_KEY',
      'workers show certificates over TLS alone',
    );
}

/** What a worker needs to reach a coordinator over TLS. Throws USAGE when a part is missing. Pure. */
export function requireClientFiles(given: CertificateFiles & { readonly ca?: string | undefined }): void {
  requirePair(given, 'FANOUT_TLS');
  if (given.cert && !given.ca)
    refuse('FANOUT_TLS_CERT', 'FANOUT_TLS_CA', 'a worker shows its certificate over TLS alone');
}

function refuse(setting: string, missing: string, why: string): never {
  throw new FanoutError('USAGE', `${setting} is set and ${missing} is not: ${why}`, {
    hint: `set ${missing} as well, or leave ${setting} out`,
  });
}
