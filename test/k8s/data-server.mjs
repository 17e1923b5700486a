/**
 * A file server in a pod: `data-server.mjs DIRECTORY PORT TOKEN`. Wants the token, sends ranges, and says on
 * stdout what was asked for.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';

const [directory, port, token] = process.argv.slice(2);

createServer((request, response) => {
  const path = normalize(new URL(request.url, 'http://localhost').pathname);
  const known = request.headers.authorization === `Bearer ${token}`;
  const size = statSync(join(directory, path), { throwIfNoEntry: false })?.size;
  console.log(`${known ? 'GET' : 'REFUSED'} ${path}`);
  if (!known) return void response.writeHead(401).end();
  if (size === undefined) return void response.writeHead(404).end();
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start >= size) return void response.writeHead(416).end();
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': size - start });
  createReadStream(join(directory, path), { start }).pipe(response);
}).listen(Number(port));
