/**
 * The coordinator's gRPC port: authenticates the caller, finds the run, asks it, and puts its answer into the
 * contract's words.
 */
import { Server, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { FanoutError } from '../../proto/errors.ts';
import type { CoordinatorHandlers } from '../../proto/generated/fanout/v1/Coordinator.ts';
import type { Progress__Output } from '../../proto/generated/fanout/v1/Progress.ts';
import { CHANNEL_OPTIONS, coordinatorService } from '../../proto/service.ts';
import type { Answer, Run } from '../run/run.ts';
import { type ConnectionBounds, listenForCalls, portAddress, type TcpPort } from './connections.ts';
import { authenticate, type Caller, mustSpeakFor } from './credentials.ts';
import { admitted, type Call } from './door.ts';
import { type Heartbeat, heardFrom } from './heartbeat.ts';
import { requireGuard, serverCredentials } from './port-security.ts';
import { receiveProgress } from './progress.ts';
import { answeringError, grpcError } from './status.ts';

/**
 * How the port is secured: a token for workers of the same machine, TLS or mutual TLS by PEM files for
 * others.
 */
export interface ServiceSecurity {
  /** What a worker must show in its `authorization` metadata. */
  readonly token?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** With it, workers must present a certificate that it signed. */
  readonly clientCa?: string | undefined;
}

export interface ServiceOptions {
  /** `127.0.0.1:0` for a free port. */
  readonly address: string;
  readonly security: ServiceSecurity;
  /** The runs that are served now. */
  readonly run: (id: string) => Run | undefined;
  readonly onHeartbeat: (heartbeat: Heartbeat) => void;
  /** A call was answered: its method, gRPC's name of the status, and the seconds it took. */
  readonly onAnswered?: (method: string, code: string, seconds: number) => void;
  /** Hears of a call whose answer failed by a defect of the coordinator. */
  readonly onDefect?: (method: string, error: FanoutError) => void;
  /** Of connections; for tests. */
  readonly bounds?: ConnectionBounds;
}

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

/** `onAdmitted` hears of the peer (`address:port`) of each call that is let in. */
function handlers(options: ServiceOptions, onAdmitted: (peer: string) => void): CoordinatorHandlers {
  const { token } = options.security;
  const runOf = (id: string): Run => {
    const run = options.run(id);
    if (!run)
      throw new FanoutError('RUN_NOT_SERVED', `run ${JSON.stringify(id.slice(0, 80))} is not served here`);
    return run;
  };
  const unary =
    <Request, Reply>(
      method: Exclude<Call, 'Report'>,
      answer: (request: Request, caller: Caller) => Promise<Reply> | Reply,
    ) =>
    (call: ServerUnaryCall<Request, Reply>, reply: sendUnaryData<Reply>): void => {
      const started = performance.now();
      const answered = (code: number) =>
        options.onAnswered?.(method, status[code] ?? String(code), (performance.now() - started) / 1000);
      Promise.resolve()
        .then(() => {
          const caller = authenticate(call.metadata, token);
          onAdmitted(call.getPeer());
          const request = admitted(method, call.request);
          mustSpeakFor(caller, spokenFor(request as object));
          return answer(request, caller);
        })
        .then(
          (value) => {
            reply(null, value);
            answered(status.OK);
          },
          (thrown) => {
            const failure = answeringError(thrown);
            if (failure.code === 'INTERNAL') options.onDefect?.(method, failure);
            const error = grpcError(failure);
            reply(error);
            answered(error.code);
          },
        );
    };
  return {
    GetRun: unary('GetRun', (request) => ({ manifestJson: JSON.stringify(runOf(request.run).manifest) })),
    Begin: unary('Begin', async ({ run, pack, worker, delivery }) =>
      toReply(await runOf(run).begin({ pack, worker: worker!.worker, delivery })),
    ),
    Complete: unary('Complete', async (request) => {
      const result = await runOf(request.run).complete(request);
      const recording = `RECORDING_${result.recording.toUpperCase()}` as const;
      return {
        recording: recording as 'RECORDING_RECORDED',
        reason: 'reason' in result ? result.reason : '',
      };
    }),
    Release: unary('Release', async ({ run, pack, attempt, worker, code, reason }) => {
      const handBack = { pack, worker: worker!.worker, attempt };
      const { decision } = toReply(await runOf(run).release(handBack, code, reason));
      return { decision };
    }),
    Heartbeat: unary('Heartbeat', (request, caller) => {
      options.onHeartbeat(heardFrom(caller, request));
      return {};
    }),
    Report: (call, reply) => {
      let caller: Caller;
      try {
        caller = authenticate(call.metadata, token);
        onAdmitted(call.getPeer());
      } catch (error) {
        return reply(grpcError(answeringError(error)));
      }
      const mayReport = (progress: Progress__Output) => {
        try {
          mustSpeakFor(caller, spokenFor(progress));
          return true;
        } catch {
          return false;
        }
      };
      receiveProgress(call, options.run, mayReport);
      call.on('end', () => reply(null, {}));
    },
  };
}

/** The run and the worker that a message names. */
function spokenFor(message: object): { run?: string; worker?: string } {
  const { run, worker } = message as { run?: string; worker?: { worker: string } | null };
  return { ...(run === undefined ? {} : { run }), ...(worker ? { worker: worker.worker } : {}) };
}

function toReply(answer: Answer) {
  switch (answer.decision) {
    case 'train':
      return { decision: 'DECISION_TRAIN' as const, trials: [...answer.trials], attempt: answer.attempt };
    case 'discard':
      return { decision: 'DECISION_DISCARD' as const };
    case 'return':
      return { decision: 'DECISION_RETURN' as const };
  }
}
