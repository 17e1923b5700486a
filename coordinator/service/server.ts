/** The coordinator's gRPC port: who may call, how connections are bounded, whether workers can be served. */
import { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { CHANNEL_OPTIONS, coordinatorService } from '../../proto/service.ts';
import { listenForCalls, portAddress, type TcpPort } from './connections.ts';
import { handlers } from './handlers.ts';
import type { ServiceOptions } from './options.ts';
import { requireGuard, serverCredentials } from './port-security.ts';

export interface Service {
  /** `host:port` as bound. */
  readonly address: string;
  /** What health checks are told: whether workers can be served now. */
  setReady(ready: boolean): void;
  /** Lets calls in progress end, for up to `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** A connection without a call is closed after so many milliseconds; a worker calls every ten seconds. */
const IDLE_MS = 300_000;

/** Where the port will be and how it is secured. Throws USAGE, as `startService` does; nothing is opened. */
export function checkedPort({ address, security }: Pick<ServiceOptions, 'address' | 'security'>) {
  const at = portAddress(address);
  requireGuard(at.host, security);
  return { address: at, credentials: serverCredentials(security) };
}

/**
 * Opens the port. Throws PORT_IN_USE, or USAGE for an address or files of TLS that cannot be used, or a port
 * open to all.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { address, credentials } = checkedPort(options);
  const server = new Server({
    ...CHANNEL_OPTIONS,
    'grpc.max_connection_idle_ms': options.bounds?.idleMs ?? IDLE_MS,
  });
  const health = new HealthImplementation({ '': 'NOT_SERVING', 'fanout.v1.Coordinator': 'NOT_SERVING' });
  let tcp: TcpPort | undefined;
  server.addService(
    coordinatorService,
    handlers(options, (peer) => tcp?.proven(peer)),
  );
  health.addToServer(server);
  const injector = server.createConnectionInjector(credentials);
  tcp = await listenForCalls(address, injector, options.bounds);
  return {
    address: `${options.address.replace(/:\d+$/, '')}:${tcp.port}`,
    setReady(ready) {
      for (const name of ['', 'fanout.v1.Coordinator'])
        health.setStatus(name, ready ? 'SERVING' : 'NOT_SERVING');
    },
    stop: (graceMs) =>
      new Promise((resolve) => {
        tcp?.close();
        const force = setTimeout(() => server.forceShutdown(), graceMs);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}
