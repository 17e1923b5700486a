import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import { FanoutError } from '../../proto/errors.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Throws CREDENTIALS_REFUSED unless the call shows the token. Takes as long for a wrong token as for a right one. */
export function requireToken(metadata: Metadata, token: string | undefined): void {
  if (token === undefined) return;
  const [shown] = metadata.get('authorization');
  if (typeof shown === 'string' && timingSafeEqual(digest(shown), digest(`Bearer ${token}`))) return;
  throw new FanoutError('CREDENTIALS_REFUSED', 'the call shows no valid token', {
    hint: 'start the worker with the run’s token in FANOUT_TOKEN',
  });
}
