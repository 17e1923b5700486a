/**
 * The NATS server of an installation: the accounts of a run on one machine, with passwords from the
 * environment.
 */
import { accountConfig } from '../cli/nats/accounts.ts';
import { natsConfig } from '../cli/nats/config.ts';

/** Who comes in, with the passwords of the Secret `fanout-credentials`. */
const LOGINS = {
  coordinator: { user: 'coordinator', pass: { variable: 'COORDINATOR_PASSWORD' } },
  workers: [{ user: 'worker', pass: { variable: 'WORKER_PASSWORD' } }],
};

/** The ConfigMap with the server's configuration. Pure. */
export function natsConfiguration(): unknown {
  const text = natsConfig({
    // What it tells of itself asks for no credentials: who is in its pod hears it, and nobody else.
    listen: `port: 4222
http: "127.0.0.1:8222"
tls { cert_file: "/certificates/tls.crt", key_file: "/certificates/tls.key" }`,
    storeDirectory: '/data',
    // Of the container's environment, beside the size of its volume.
    mostStored: '$STORE_LIMIT',
    logins: LOGINS,
  });
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'fanout-nats',
      namespace: 'fanout',
      labels: { 'app.kubernetes.io/name': 'fanout', 'app.kubernetes.io/part-of': 'fanout' },
    },
    data: { 'nats.conf': text },
  };
}

/** The accounts that a NATS server of your own needs: what `docs/kubernetes.md` shows. Pure. */
export function accountsToCopy(): string {
  return accountConfig(LOGINS);
}
