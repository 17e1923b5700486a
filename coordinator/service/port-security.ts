/** What the gRPC port asks of those who reach it. */
import { BlockList, isIP } from 'node:net';
import { ServerCredentials } from '@grpc/grpc-js';
import { readPem } from '../../connection/pem-file.ts';
import { requireServerFiles } from '../../connection/tls-files.ts';
import { FanoutError } from '../../proto/errors.ts';

/** Paths of PEM files. */
export interface ServerFiles {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** With it, workers must present a certificate that it signed. */
  readonly clientCa?: string | undefined;
}

/**
 * Reads the files of TLS; plaintext where none is named. Throws USAGE for one that is missing or cannot be
 * used.
 */
export function serverCredentials(files: ServerFiles): ServerCredentials {
  requireServerFiles(files);
  const { cert, key, clientCa } = files;
  if (!cert || !key) return ServerCredentials.createInsecure();
  const pair = [
    {
      cert_chain: readPem({ setting: 'FANOUT_TLS_CERT', path: cert }),
      private_key: readPem({ setting: 'FANOUT_TLS_KEY', path: key }),
    },
  ];
  const authority = clientCa ? readPem({ setting: 'FANOUT_TLS_CLIENT_CA', path: clientCa }) : null;
  return ServerCredentials.createSsl(authority, pair, authority !== null);
}

/**
 * Throws USAGE for a port that other machines reach and that asks for nothing: off loopback there must be a
 * token, or mutual TLS. `host`: as a server listens on it, without a port. Pure.
 */
export function requireGuard(
  host: string,
  guard: ServerFiles & { readonly token?: string | undefined },
): void {
  if (isLoopback(host) || guard.token || guard.clientCa) return;
  throw new FanoutError(
    'USAGE',
    `--listen ${host}: other machines can reach that, and nothing is asked of them`,
    {
      hint: 'set FANOUT_TOKEN, or FANOUT_TLS_CERT, FANOUT_TLS_KEY and FANOUT_TLS_CLIENT_CA, or listen on 127.0.0.1',
    },
  );
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether only this machine reaches a server that listens there. A name other than `localhost` may lead
 * anywhere.
 */
function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
