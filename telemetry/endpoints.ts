/**
 * The small HTTP port beside the work: is it alive, is it ready, what do its metrics say, who else has some.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { FanoutError } from '../proto/errors.ts';
import { isForNames, namesOfPort } from './host-names.ts';
import { Scrapes } from './scrapes.ts';

/** Each thing that must hold before work can be done, by name. */
export type Readiness = Readonly<Record<string, boolean>>;

export interface EndpointsOptions {
  /** `127.0.0.1` for what only this machine may see, `0.0.0.0` for probes and Prometheus on a cluster. */
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /**
   * Names under which it may be asked, besides IP addresses, `localhost` and the machine's own name; absent:
   * none.
   */
  readonly names?: readonly string[];
  /** Asked at each request to /readyz: 200 when everything holds, 503 otherwise; the answer lists each. */
  readonly ready: () => Readiness;
  /** The metrics in Prometheus's text format. */
  readonly metrics: () => Promise<string>;
  /**
   * Where else there are metrics of the same run, for Prometheus to discover at /targets; absent: nobody
   * knows.
   */
  readonly targets?: () => readonly Target[];
}

/** Something that Prometheus can scrape. */
export interface Target {
  /** `host:port`. */
  readonly address: string;
  /** What it is called in the label `instance`. */
  readonly instance: string;
}

export interface Endpoints {
  /** `http://host:port` as bound. */
  readonly url: string;
  /**
   * Settles after the next scrape, so that the last values are not lost with the process. At once when nobody
   * ever scraped; after twice the longest pause between scrapes so far (5 to 60 s) when nobody comes; when
   * `signal` aborts. `onWait` is called when it does not settle at once.
   */
  lastScrape(signal: AbortSignal, onWait?: () => void): Promise<void>;
  stop(): Promise<void>;
}

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };

/** Opens the port. Throws PORT_IN_USE. */
export async function startEndpoints(options: EndpointsOptions): Promise<Endpoints> {
  const scrapes = new Scrapes();
  const names = namesOfPort(hostname(), options.names ?? []);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    if (!isForNames(request.headers.host, names)) return refuseName(response);
    answer(request, response, options, scrapes).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${error.message}\n`);
    });
  });
  await listen(server, options.host, options.port, 'metrics');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    lastScrape: (signal, onWait) => scrapes.next(signal, onWait),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Binds a server. `purpose`: what the port is for, in the message. Throws PORT_IN_USE. */
export function listen(server: Server, host: string, port: number, purpose: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new FanoutError('PORT_IN_USE', `cannot listen on ${host}:${port} for ${purpose}: ${error.message}`, {
          hint: 'choose another port, or 0 for a free one',
          cause: error,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}

function refuseName(response: ServerResponse): void {
  response
    .writeHead(403, PLAIN)
    .end('this port is not asked by that name: use an IP address, or set FANOUT_METRICS_HOSTS\n');
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { ready, metrics, targets }: EndpointsOptions,
  scrapes: Scrapes,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...PLAIN, allow: 'GET, HEAD' }).end('only GET and HEAD\n');
    return;
  }
  switch (request.url?.split('?')[0]) {
    case '/healthz':
      response.writeHead(200, PLAIN).end('ok\n');
      return;
    case '/readyz': {
      const state = Object.entries(ready());
      const status = state.every(([, holds]) => holds) ? 200 : 503;
      response
        .writeHead(status, PLAIN)
        .end(state.map(([name, holds]) => `${name}: ${holds ? 'yes' : 'no'}\n`).join(''));
      return;
    }
    case '/metrics': {
      const text = await metrics();
      response.writeHead(200, { ...PLAIN, 'content-type': CONTENT_TYPE }).end(text);
      response.once('close', () => scrapes.took());
      return;
    }
    case '/targets':
      if (!targets) break;
      response.writeHead(200, { ...PLAIN, 'content-type': 'application/json' }).end(discovery(targets()));
      return;
  }
  const paths = ['/healthz', '/readyz', '/metrics', ...(targets ? ['/targets'] : [])];
  response.writeHead(404, PLAIN).end(`there are ${paths.join(', ')}\n`);
}

/** Targets as Prometheus's HTTP service discovery reads them (`http_sd_configs`). */
function discovery(targets: readonly Target[]): string {
  const groups = targets.map(({ address, instance }) => ({ targets: [address], labels: { instance } }));
  return `${JSON.stringify(groups)}\n`;
}
