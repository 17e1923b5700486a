import type { FanoutError } from '../../proto/errors.ts';
import type { Run } from '../run/run.ts';
import type { ConnectionBounds } from './connections.ts';
import type { Heartbeat } from './heartbeat.ts';

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

/** Where the port is, and whom its calls are passed to. */
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
