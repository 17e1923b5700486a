/**
 * The port of the API group: the API server is its only caller, known by its certificate, and says who asks.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { asFanoutError, FanoutError } from '../../proto/errors.ts';
import type { Certified } from '../certificates/certificate.ts';
import { type Answer, answer, type ResultsParts, refusal } from './answer.ts';
import { type FrontProxy, userOf } from './front-proxy.ts';

export interface ResultsServerOptions extends ResultsParts {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly certified: Certified;
  readonly frontProxy: FrontProxy;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
}

export interface ResultsServer {
  readonly port: number;
  /** From now on the API server is known by this: its authority may change. */
  trust(frontProxy: FrontProxy): void;
  stop(): Promise<void>;
}

/**
 * A page of results loads nothing and runs nothing, and is of no origin: who looks at it through `kubectl
 * proxy` has all of the API on the same one.
 */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
  'x-content-type-options': 'nosniff',
};

/** Opens the port. Throws PORT_IN_USE. */
export async function startResultsServer(options: ResultsServerOptions): Promise<ResultsServer> {
  let { frontProxy } = options;
  const security = () => ({
    cert: options.certified.certificate,
    key: options.certified.key,
    ca: frontProxy.ca,
  });
  const timeouts = { requestTimeout: 10_000, headersTimeout: 10_000 };
  const mutual = { requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
  const server = createServer({ ...security(), ...mutual, ...timeouts }, (request, response) => {
    void answered(options, request, frontProxy).then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new FanoutError('PORT_IN_USE', `cannot listen on port ${options.port}`, {
          hint: 'choose another port for results',
          cause,
        }),
      ),
    );
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    trust(next) {
      frontProxy = next;
      server.setSecureContext(security());
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answered(
  options: ResultsServerOptions,
  request: IncomingMessage,
  frontProxy: FrontProxy,
): Promise<Answer> {
  const { method = '', url = '', socket, headersDistinct } = request;
  const { subject } = (socket as TLSSocket).getPeerCertificate();
  const name: string | string[] | undefined = subject?.CN;
  try {
    const user = userOf(headersDistinct, [name ?? []].flat()[0], frontProxy);
    return await answer(options, { method, url }, user);
  } catch (thrown) {
    const { code, message } = asFanoutError(thrown);
    options.log('results could not be answered', { url, code, error: message });
    return code === 'UNAVAILABLE'
      ? refusal(503, 'ServiceUnavailable', message)
      : refusal(500, 'InternalError', 'the coordinator could not answer: its log says why');
  }
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
