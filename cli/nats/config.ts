import { accountConfig, type Logins } from './accounts.ts';

/** What a server needs to know beside its accounts. */
export interface Places {
  /** Settings of where it listens, one a line. */
  readonly listen: string;
  readonly storeDirectory: string;
  /**
   * How much JetStream may store, in bytes or as nats-server reads a size: `4GB`. Without one, nats-server
   * goes by the room that is free when it starts: started on a full disk it refuses every write, says that it
   * is well, and never takes up room that comes.
   */
  readonly mostStored: number | string;
  readonly logins: Logins;
}

/** The configuration of a NATS server of fanout, on one machine or in a cluster. Pure. */
export function natsConfig({ listen, storeDirectory, mostStored, logins }: Places): string {
  return `${listen}
max_payload: 1048576
jetstream {
  store_dir: ${JSON.stringify(storeDirectory)}
  max_file_store: ${mostStored}
  # An acknowledged message is on disk.
  sync_interval: always
}
${accountConfig(logins)}`;
}

/** Where an embedded server listens: on loopback alone. Pure. */
export function loopback(options: {
  /** 0 … 65535, or −1: the server picks a free one and writes it into `portsDirectory`. */
  readonly port: number;
  readonly portsDirectory: string;
}): string {
  return `host: "127.0.0.1"
port: ${options.port}
ports_file_dir: ${JSON.stringify(options.portsDirectory)}`;
}
