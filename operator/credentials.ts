/** The passwords inside an installation: made on the cluster, once, and never written into a file. */
import { randomBytes } from 'node:crypto';
import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { withDeadline } from './api/deadline.ts';

/** What the Secret of an installation holds: two users of NATS, and what workers show the coordinator. */
export const CREDENTIALS = ['coordinator-password', 'worker-password', 'token'] as const;

/** A letter first: NATS' configuration would take a bare number for one. */
const newCredential = () => `f${randomBytes(24).toString('hex')}`;

/** The fields that are missing, each with a new value. Pure but for `make`. */
export function missingCredentials(
  data: Readonly<Record<string, string>>,
  make: () => string = newCredential,
): Record<string, string> {
  const missing = CREDENTIALS.filter((key) => !data[key]);
  return Object.fromEntries(missing.map((key) => [key, Buffer.from(make()).toString('base64')]));
}

/**
 * Fills in what a Secret lacks; what it has stays. Returns the names of what was made. Throws UNAVAILABLE.
 */
export async function fillCredentials(namespace: string, name: string): Promise<string[]> {
  const config = new KubeConfig();
  config.loadFromDefault();
  const core = config.makeApiClient(CoreV1Api);
  const secret = await withDeadline('read a secret', core.readNamespacedSecret({ namespace, name }));
  const data = missingCredentials(secret.data ?? {});
  if (Object.keys(data).length === 0) return [];
  // With the version that was read: of two that fill it in at once, one fails and finds it filled next time.
  const body = { metadata: { resourceVersion: secret.metadata?.resourceVersion }, data };
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  await withDeadline('fill a secret', core.patchNamespacedSecret({ namespace, name, body }, merge));
  return Object.keys(data);
}
