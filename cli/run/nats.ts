import type { NatsAddress } from '../../connection/connect.ts';
import { natsAddressFromEnvironment } from '../../connection/connect.ts';
import { FanoutError } from '../../proto/errors.ts';
import { checkNatsServer } from '../nats/check.ts';
import { findNatsServer } from '../nats/find.ts';
import type { StorageReport } from '../nats/keep-storing.ts';
import { startNatsServer } from '../nats/start.ts';
import type { RunDirectory } from './directory.ts';

/** The NATS server of a local run, whoever started it. */
export interface LocalNats {
  readonly coordinator: NatsAddress;
  /** Address and credentials of a worker, counted from 1. */
  readonly workerEnvironment: (worker: number) => Readonly<Record<string, string | undefined>>;
  /** Rejects when a server that fanout started has ended by itself. */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly directory: RunDirectory;
  /** How many workers the run may have. */
  readonly workers: number;
  readonly message: (text: string) => void;
  /** Hears that a server which was started here cannot store, and that it can again. */
  readonly onStorage: (report: StorageReport) => void;
}

/**
 * Takes the server at `url`, or starts one that stores under the run's directory. Throws NATS_UNAVAILABLE,
 * NATS_UNSUITABLE.
 */
export async function provideNats(url: string | undefined, run: EmbeddedOptions): Promise<LocalNats> {
  return url === undefined ? embedded(run) : existing(url);
}

async function existing(url: string): Promise<LocalNats> {
  const address = natsAddressFromEnvironment(process.env, url);
  await checkNatsServer(address);
  return {
    coordinator: address,
    // Credentials, where there are any, are in the environment that workers inherit.
    workerEnvironment: () => ({ FANOUT_NATS_URL: url }),
    lost: new Promise(() => undefined),
    stop: async () => undefined,
  };
}

/**
 * Settings for a server of somebody else, that the command's environment may have: the own one has no TLS and
 * no token.
 */
const NOT_FOR_OWN_SERVER = {
  FANOUT_NATS_TOKEN: undefined,
  FANOUT_NATS_CA: undefined,
  FANOUT_NATS_CERT: undefined,
  FANOUT_NATS_KEY: undefined,
};

async function embedded({ directory, workers, message, onStorage }: EmbeddedOptions): Promise<LocalNats> {
  const found = await findNatsServer({ effects: { progress: message } });
  const server = await startNatsServer({
    binary: found.path,
    directory: directory.path,
    storeDirectory: directory.nats,
    run: directory.run,
    workers,
    onStorage,
  });
  const lost = server.exited.then((how) => {
    throw new FanoutError('NATS_UNAVAILABLE', `nats-server has ended by itself: ${how}`, {
      hint: `see nats-server.log in ${directory.path}`,
    });
  });
  lost.catch(() => undefined);
  return {
    coordinator: { url: server.url, user: server.coordinator.user, password: server.coordinator.pass },
    workerEnvironment: (worker) => {
      const { user, pass } = server.workers[worker - 1]!;
      return {
        ...NOT_FOR_OWN_SERVER,
        FANOUT_NATS_URL: server.url,
        FANOUT_NATS_USER: user,
        FANOUT_NATS_PASSWORD: pass,
      };
    },
    lost,
    stop: () => server.stop(),
  };
}
