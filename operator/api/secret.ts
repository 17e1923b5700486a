import { CoreV1Api, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { withDeadline } from './deadline.ts';
import { thisCluster } from './this-cluster.ts';

/**
 * Fills in what a Secret lacks; what it has stays, unless `missing` has another value for it. `missing`: what
 * to add to the texts that it holds. Returns the names of what was written. Throws UNAVAILABLE.
 */
export async function fillSecret(
  namespace: string,
  name: string,
  missing: (held: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): Promise<string[]> {
  const core = thisCluster().makeApiClient(CoreV1Api);
  const secret = await withDeadline('read a secret', core.readNamespacedSecret({ namespace, name }));
  const held = recoded(secret.data ?? {}, 'base64', 'utf8');
  const data = recoded(missing(held), 'utf8', 'base64');
  if (Object.keys(data).length === 0) return [];
  // With the version that was read: of two that fill it in at once, one fails and finds it filled next time.
  const body = { metadata: { resourceVersion: secret.metadata?.resourceVersion }, data };
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  await withDeadline('fill a secret', core.patchNamespacedSecret({ namespace, name, body }, merge));
  return Object.keys(data);
}

const recoded = (
  data: Readonly<Record<string, string>>,
  from: BufferEncoding,
  to: BufferEncoding,
): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text, from).toString(to)]));
