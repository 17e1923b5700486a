/** The passwords inside an installation: made on the cluster, once, and never written into a file. */
import { randomBytes } from 'node:crypto';
import { fillSecret } from './api/secret.ts';

/** What the Secret of an installation holds: two users of NATS, and what workers show the coordinator. */
export const CREDENTIALS = ['coordinator-password', 'worker-password', 'token'] as const;

/** A letter first: NATS' configuration would take a bare number for one. */
const newCredential = () => `f${randomBytes(24).toString('hex')}`;

/** The fields that are missing, each with a new value. Pure but for `make`. */
export function missingCredentials(
  held: Readonly<Record<string, string>>,
  make: () => string = newCredential,
): Record<string, string> {
  const missing = CREDENTIALS.filter((key) => !held[key]);
  return Object.fromEntries(missing.map((key) => [key, make()]));
}

/**
 * Fills in what a Secret lacks; what it has stays. Returns the names of what was made. Throws UNAVAILABLE.
 */
export function fillCredentials(namespace: string, name: string): Promise<string[]> {
  return fillSecret(namespace, name, (held) => missingCredentials(held));
}
