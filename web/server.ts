/**
 * The HTTP side of the local page. It is for browsers of this machine alone: bound to 127.0.0.1, deaf to
 * names that only pretend to be it (DNS rebinding), and without anything that could be asked for besides the
 * page, its files, its events, the report and the logs of the run’s own trials.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FanoutError } from '../proto/errors.ts';
import { REPORT_STYLE } from '../report/page/page.ts';
import { listen } from '../telemetry/endpoints.ts';
import { type File, ownFiles } from './files.ts';

export interface PageSource {
  /** The page as it is now. */
  readonly page: () => string;
  /** Takes a reader of events, whose headers are sent; `id`: what it knows from before. */
  readonly read: (response: ServerResponse, id: string | undefined) => void;
  /** Whether there are too many readers. */
  readonly full: () => boolean;
  /** The report's HTML; undefined before there is one. */
  readonly report: () => Promise<string | undefined>;
  /** The page of a trial’s log, by its key; undefined where there is no such trial, attempt or log. */
  readonly log: (trial: string, attempt: string | undefined) => Promise<string | undefined>;
}

export interface PageServer {
  /** `http://127.0.0.1:port/` */
  readonly url: string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** With a port of any number: the page may be reached through a tunnel. */
const OUR_NAMES = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;

const sha256 = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/**
 * What the page may load: its own files. Attributes may set styles, for the report is shown under the same
 * policy and has some.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  `style-src 'self' '${sha256(REPORT_STYLE)}'`,
  "style-src-attr 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = new Headers({
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
});

/**
 * Opens the port; `port` undefined: the usual one, or a free one where that is taken; 0: a free one. Throws
 * PORT_IN_USE.
 */
export async function startPageServer(source: PageSource, port: number | undefined): Promise<PageServer> {
  const files = ownFiles();
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    response.setHeaders(HEADERS);
    answer(request, response, source, files).catch(() => {
      if (!response.headersSent) plain(response, 500, 'the page could not be made');
      response.end();
    });
  });
  await bind(server, port);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Known to bookmarks and open tabs: the next run is found where the last one was. */
export const USUAL_PORT = 9465;

async function bind(server: Server, port: number | undefined): Promise<void> {
  try {
    await listen(server, HOST, port ?? USUAL_PORT, 'the page');
  } catch (error) {
    if (port !== undefined || !(error instanceof FanoutError && error.code === 'PORT_IN_USE')) throw error;
    await listen(server, HOST, 0, 'the page');
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  source: PageSource,
  files: ReadonlyMap<string, File>,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return plain(response, 405, 'only GET and HEAD');
  }
  if (!isForUs(request)) return plain(response, 403, 'this page is for this machine alone: http://127.0.0.1');
  const [path, query] = (request.url ?? '/').split('?');
  switch (path) {
    case '/':
      return send(response, { type: 'text/html; charset=utf-8', content: source.page() });
    case '/report': {
      const content = await source.report();
      if (content === undefined) return plain(response, 404, 'there is no report yet');
      return send(response, { type: 'text/html; charset=utf-8', content });
    }
    case '/log': {
      const asked = new URLSearchParams(query);
      const content = await source.log(asked.get('trial') ?? '', asked.get('attempt') ?? undefined);
      if (content === undefined) return plain(response, 404, 'there is no log of such a trial or attempt');
      return send(response, { type: 'text/html; charset=utf-8', content });
    }
    case '/events':
      return events(request, response, source, new URLSearchParams(query).get('since') ?? undefined);
    default: {
      const file = files.get(path ?? '');
      return file ? send(response, file) : plain(response, 404, 'there is no such page here');
    }
  }
}

/** Asked by one of our names, and not from inside a page of somebody else. */
function isForUs({ headers }: IncomingMessage): boolean {
  const foreign = headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
  return OUR_NAMES.test(headers.host ?? '') && !foreign;
}

function events(
  request: IncomingMessage,
  response: ServerResponse,
  source: PageSource,
  since: string | undefined,
): void {
  if (source.full()) {
    plain(response, 503, 'too many readers: close some of the tabs');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const last = request.headers['last-event-id'];
  source.read(response, typeof last === 'string' ? last : since);
}

function send(response: ServerResponse, { type, content }: File): void {
  response
    .writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(content) })
    .end(content);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
