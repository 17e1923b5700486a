import type { NatsAddress } from '../../proto/connect.ts';
import { natsAddressFromEnvironment } from '../../proto/connect.ts';
import { FanoutError } from '../../proto/errors.ts';
import { checkNatsServer } from '../nats/check.ts';
import { findNatsServer } from '../nats/find.ts';
import { startNatsServer } from '../nats/start.ts';
import type { RunDirectory } from './directory.ts';

/** The NATS server of a local run, whoever started it. */
export interface LocalNats {
  readonly coordinator: NatsAddress;
  /** Address and credentials for workers. */
  readonly workerEnvironment: Readonly<Record<string, string>>;
  /** Rejects when a server that fanout started has ended by itself. */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
}

/** Takes the server at `url`, or starts one that stores under the run's directory. Throws NATS_UNAVAILABLE, NATS_UNSUITABLE. */
export async function provideNats(
  url: string | undefined,
  directory: RunDirectory,
  message: (text: string) => void,
): Promise<LocalNats> {
  return url === undefined ? embedded(directory, message) : existing(url);
}

async function existing(url: string): Promise<LocalNats> {
  const address = natsAddressFromEnvironment(process.env, url);
  await checkNatsServer(address);
  return {
    coordinator: address,
    // Credentials, where there are any, are in the environment that workers inherit.
    workerEnvironment: { FANOUT_NATS_URL: url },
    lost: new Promise(() => undefined),
    stop: async () => undefined,
  };
}

async function embedded(directory: RunDirectory, message: (text: string) => void): Promise<LocalNats> {
  const found = await findNatsServer({ effects: { progress: message } });
  const server = await startNatsServer({
    binary: found.path,
    directory: directory.path,
    storeDirectory: directory.nats,
  });
  const lost = server.exited.then((how) => {
    throw new FanoutError('NATS_UNAVAILABLE', `nats-server has ended by itself: ${how}`, {
      hint: `see nats-server.log in ${directory.path}`,
    });
  });
  lost.catch(() => undefined);
  return {
    coordinator: { url: server.url, user: server.coordinator.user, password: server.coordinator.pass },
    workerEnvironment: {
      FANOUT_NATS_URL: server.url,
      FANOUT_NATS_USER: server.worker.user,
      FANOUT_NATS_PASSWORD: server.worker.pass,
    },
    lost,
    stop: () => server.stop(),
  };
}
