/** The NATS server of an installation: the users and permissions of a run on one machine, with passwords from the environment. */
import { WORKER_PERMISSIONS } from '../cli/nats/config.ts';

const subjects = (list: readonly string[]) =>
  `[${list.map((subject) => JSON.stringify(subject)).join(', ')}]`;

const CONFIGURATION = `port: 4222
http: 8222
max_payload: 1048576
jetstream {
  store_dir: "/data"
  # An acknowledged message is on disk.
  sync_interval: always
}
authorization {
  users: [
    { user: coordinator, password: $COORDINATOR_PASSWORD }
    {
      user: worker
      password: $WORKER_PASSWORD
      permissions: {
        publish: { allow: ${subjects(WORKER_PERMISSIONS.publish)} }
        subscribe: { allow: ${subjects(WORKER_PERMISSIONS.subscribe)} }
      }
    }
  ]
}
`;

/** The ConfigMap with the server's configuration. Pure. */
export function natsConfiguration(): unknown {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'fanout-nats',
      namespace: 'fanout',
      labels: { 'app.kubernetes.io/name': 'fanout', 'app.kubernetes.io/part-of': 'fanout' },
    },
    data: { 'nats.conf': CONFIGURATION },
  };
}
