import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import { FanoutError } from '../../proto/errors.ts';
import { RUN_METADATA, WORKER_METADATA } from '../../proto/service.ts';

/** Whom a token speaks for: one worker of one run, or, with the secret itself, any. */
export interface Caller {
  readonly run?: string;
  /** What the worker's name begins with, before a hyphen. */
  readonly worker?: string;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * The token of one worker of one run: it can be made of the secret, and the secret cannot be made of it.
 * Pure.
 */
export function workerToken(secret: string, run: string, worker: string): string {
  return createHmac('sha256', secret).update(`${run}\n${worker}`).digest('base64url');
}

/**
 * Whom the call's token speaks for. Throws CREDENTIALS_REFUSED for a call that shows neither the secret nor
 * the token of the run and the worker that it names in its metadata. Takes as long for a wrong token as for a
 * right one.
 */
export function authenticate(metadata: Metadata, secret: string | undefined): Caller {
  if (!secret) return {};
  const shown = textOf(metadata, 'authorization');
  const [run, worker] = [textOf(metadata, RUN_METADATA), textOf(metadata, WORKER_METADATA)];
  const wanted = run === '' && worker === '' ? secret : workerToken(secret, run, worker);
  if (timingSafeEqual(digest(shown), digest(`Bearer ${wanted}`)))
    return run === '' && worker === '' ? {} : { run, worker };
  throw new FanoutError('CREDENTIALS_REFUSED', 'the call shows no valid token', {
    hint: 'start the worker with the run’s token in FANOUT_TOKEN',
  });
}

/**
 * Throws CREDENTIALS_REFUSED where a message speaks of another run, or for another worker, than its caller's
 * token is for. Pure.
 */
export function mustSpeakFor(
  caller: Caller,
  message: { readonly run?: string; readonly worker?: string },
): void {
  const foreign =
    (caller.run !== undefined && message.run !== undefined && message.run !== caller.run) ||
    (caller.worker !== undefined &&
      message.worker !== undefined &&
      !message.worker.startsWith(`${caller.worker}-`));
  if (foreign) {
    throw new FanoutError(
      'CREDENTIALS_REFUSED',
      `the token is for worker ${caller.worker} of run ${caller.run}, and the call is for another`,
      { hint: 'start each worker with the token that was made for its name and run' },
    );
  }
}

function textOf(metadata: Metadata, key: string): string {
  const [value] = metadata.get(key);
  return typeof value === 'string' ? value : '';
}

/** The run and the worker that a message names. Pure. */
export function spokenFor(message: object): { run?: string; worker?: string } {
  const { run, worker } = message as { run?: string; worker?: { worker: string } | null };
  return { ...(run === undefined ? {} : { run }), ...(worker ? { worker: worker.worker } : {}) };
}
