/**
 * A real HTTP server over a directory, with ranges as S3 has them, and with the mischief that a test asks
 * for.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface FileServer {
  readonly url: string;
  /** `GET /a.npy`, or `GET /a.npy bytes=10-`, in the order of their arrival. */
  readonly requests: string[];
  /** The token that was shown with each request; empty: none. */
  readonly tokens: string[];
  /** Called before a request is answered; true: it has been dealt with. */
  mischief: (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean;
  stop(): Promise<void>;
}

export async function serveFiles(directory: string): Promise<FileServer> {
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    const { range } = request.headers;
    served.requests.push(`${request.method} ${path}${range ? ` ${range}` : ''}`);
    served.tokens.push((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    const file = join(directory, path);
    const content = existsSync(file) ? readFileSync(file) : undefined;
    if (served.mischief(request, response, content ?? Buffer.alloc(0))) return;
    if (!content) return void response.writeHead(404).end();
    sendFrom(response, content, Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0));
  });
  const served: FileServer = {
    url: '',
    requests: [],
    tokens: [],
    mischief: () => false,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(served, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Answers with what stands from there on, or that there is nothing. */
export function sendFrom(response: ServerResponse, content: Buffer, start: number): void {
  if (start >= content.length) return void response.writeHead(416).end();
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
  response.end(content.subarray(start));
}

/** Sends some of what was asked for, and cuts the connection. */
export function breakOff(response: ServerResponse, content: Buffer, start: number, bytes: number): void {
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
  response.write(content.subarray(start, start + bytes), () => response.destroy());
}
