import { setTimeout as pause } from 'node:timers/promises';
import { asFanoutError } from '../../proto/errors.ts';
import type { ResultsCalls } from '../api/results.ts';
import type { ResultsServer, ResultsServerOptions } from './server.ts';
import { startResultsServer } from './server.ts';

export interface ServingOptions
  extends Pick<ResultsServerOptions, 'group' | 'study' | 'content' | 'host' | 'port' | 'certified' | 'log'> {
  /** The authority that signed the certificate, in PEM. */
  readonly authority: string;
  readonly calls: ResultsCalls;
  readonly signal: AbortSignal;
  /** How often the API server is asked by what it is known. */
  readonly everyMs: number;
}

/**
 * Serves results until it is stopped: as soon as the API server says by what it is known, and by what it is
 * known from then on. What fails is logged once for each reason, and tried again.
 */
export function keepServing(options: ServingOptions): { stop(): Promise<void> } {
  const { calls, authority, group, everyMs, log } = options;
  const controller = new AbortController();
  const signal = AbortSignal.any([options.signal, controller.signal]);
  let server: ResultsServer | undefined;
  let told = '';
  const look = async () => {
    const frontProxy = await calls.frontProxy();
    if (server) server.trust(frontProxy);
    else {
      server = await startResultsServer({ ...options, frontProxy, mayRead: calls.mayRead });
      log('results are served', { group, port: server.port });
    }
    await calls.trustAuthority(group, authority);
  };
  const run = async () => {
    while (!signal.aborted) {
      await look().then(
        () => {
          told = '';
        },
        (error: unknown) => {
          const { message } = asFanoutError(error);
          if (message !== told) log('results are not served; will try again', { group, error: message });
          told = message;
        },
      );
      const wait = told === '' ? everyMs : Math.min(everyMs, 5_000);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    async stop() {
      controller.abort();
      await ended;
      await server?.stop();
    },
  };
}
