/**
 * The TCP side of the gRPC port: how many may be connected, and for how long one may stay that has not shown
 * a valid token.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { ConnectionInjector } from '@grpc/grpc-js';
import { FanoutError } from '../../proto/errors.ts';

/** More than the workers that a run can be planned for (10,000), each of which has one connection. */
export const MOST_CONNECTIONS = 12_000;
/** How long a connection may take for its first words, in milliseconds. A worker says them at once. */
export const FIRST_WORDS_MS = 10_000;
/**
 * How long a connection may take for its first call that is let in, in milliseconds. A worker makes it at
 * once.
 */
export const PROOF_MS = 30_000;
/** The client's preface of HTTP/2 (RFC 9113, section 3.4); the first message of a TLS handshake is longer. */
const PREFACE_BYTES = 24;

/** Where to listen. */
export interface PortAddress {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

export interface ConnectionBounds {
  readonly mostConnections?: number;
  readonly firstWordsMs?: number;
  readonly proofMs?: number;
  /** How long one may stay without a call, in milliseconds. */
  readonly idleMs?: number;
}

export interface TcpPort {
  /** As bound. */
  readonly port: number;
  /** A call of this peer (`address:port`) was let in: its connection may stay. */
  proven(peer: string): void;
  /** Takes no more connections, and closes those that have said nothing. */
  close(): void;
}

/** Splits `host:port`, `[::1]:port`. Throws USAGE. Pure. */
export function portAddress(text: string): PortAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new FanoutError('USAGE', `--listen must be host:port, found ${JSON.stringify(text)}`, {
    hint: 'such as 0.0.0.0:7070, 127.0.0.1:0 for a free port, or [::]:7070',
  });
}

/** Listens, and hands each connection to gRPC. Throws PORT_IN_USE. */
export function listenForCalls(
  { host, port }: PortAddress,
  injector: ConnectionInjector,
  bounds: ConnectionBounds = {},
): Promise<TcpPort> {
  const { mostConnections = MOST_CONNECTIONS, firstWordsMs = FIRST_WORDS_MS, proofMs = PROOF_MS } = bounds;
  /** The connections without a call that was let in, by their peers. */
  const unproven = new Map<string, Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    unproven.set(peer, socket);
    const words = setTimeout(() => socket.bytesRead < PREFACE_BYTES && socket.destroy(), firstWordsMs);
    const proof = setTimeout(() => unproven.get(peer) === socket && socket.destroy(), proofMs);
    socket.once('close', () => {
      clearTimeout(words);
      clearTimeout(proof);
      if (unproven.get(peer) === socket) unproven.delete(peer);
    });
    // A peer that resets the connection is no news.
    socket.on('error', () => undefined);
    injector.injectConnection(socket);
  });
  server.maxConnections = mostConnections;
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new FanoutError('PORT_IN_USE', `cannot listen on ${host}:${port}: ${error.message}`, {
          hint: 'choose another address, or port 0 for a free one',
          cause: error,
        }),
      ),
    );
    server.listen(port, host, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        proven: (peer) => void unproven.delete(peer),
        close() {
          server.close();
          for (const socket of unproven.values()) if (socket.bytesRead < PREFACE_BYTES) socket.destroy();
        },
      });
    });
  });
}
