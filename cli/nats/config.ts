import { PACK_STREAM, WORKER_INBOX } from '../../proto/queue.ts';

/** A user of the server, and what it may do; absent permissions mean everything. */
export interface NatsUser {
  readonly user: string;
  readonly pass: string;
  readonly permissions?: {
    readonly publish: readonly string[];
    readonly subscribe: readonly string[];
  };
}

/**
 * All that a worker needs: to ask for the next pack, to look at the consumer, to acknowledge, and to receive replies in
 * its own inbox. It can neither make nor delete a stream, nor read or write the ledger.
 */
export const WORKER_PERMISSIONS = {
  publish: [
    `$JS.API.CONSUMER.MSG.NEXT.${PACK_STREAM}.>`,
    `$JS.API.CONSUMER.INFO.${PACK_STREAM}.>`,
    `$JS.ACK.${PACK_STREAM}.>`,
  ],
  subscribe: [`${WORKER_INBOX}.>`],
} as const;

/** The server's configuration. JSON strings are valid in its format. Pure. */
export function natsConfig(options: {
  /** 0 … 65535, or −1: the server picks a free one and writes it into `portsDirectory`. */
  readonly port: number;
  readonly portsDirectory: string;
  readonly storeDirectory: string;
  readonly users: readonly NatsUser[];
}): string {
  const quoted = JSON.stringify;
  return `host: "127.0.0.1"
port: ${options.port}
ports_file_dir: ${quoted(options.portsDirectory)}
max_payload: 1048576
jetstream {
  store_dir: ${quoted(options.storeDirectory)}
  # An acknowledged message is on disk.
  sync_interval: always
}
authorization {
  users: [
${options.users.map((user) => `    ${userEntry(user)}`).join('\n')}
  ]
}
`;
}

function userEntry({ user, pass, permissions }: NatsUser): string {
  return JSON.stringify({
    user,
    password: pass,
    ...(permissions && {
      permissions: {
        publish: { allow: permissions.publish },
        subscribe: { allow: permissions.subscribe },
      },
    }),
  });
}
