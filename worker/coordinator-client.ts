import { setTimeout } from 'node:timers/promises';
import {
  type CallOptions,
  type ChannelCredentials,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { readPem } from '../connection/pem-file.ts';
import { requireClientFiles } from '../connection/tls-files.ts';
import { mustHaveThisForm } from '../proto/document-version.ts';
import { FanoutError } from '../proto/errors.ts';
import { type ErrorCode, isErrorCode } from '../proto/faults-and-retries.ts';
import type { BeginReply__Output } from '../proto/generated/fanout/v1/BeginReply.ts';
import type { BeginRequest } from '../proto/generated/fanout/v1/BeginRequest.ts';
import type { CompleteReply__Output } from '../proto/generated/fanout/v1/CompleteReply.ts';
import type { CompleteRequest } from '../proto/generated/fanout/v1/CompleteRequest.ts';
import type { CoordinatorClient as Stub } from '../proto/generated/fanout/v1/Coordinator.ts';
import type { GetRunReply__Output } from '../proto/generated/fanout/v1/GetRunReply.ts';
import type { HeartbeatRequest } from '../proto/generated/fanout/v1/HeartbeatRequest.ts';
import type { KeepLogReply__Output } from '../proto/generated/fanout/v1/KeepLogReply.ts';
import type { KeepLogRequest } from '../proto/generated/fanout/v1/KeepLogRequest.ts';
import type { Progress } from '../proto/generated/fanout/v1/Progress.ts';
import type { ReleaseReply__Output } from '../proto/generated/fanout/v1/ReleaseReply.ts';
import type { ReleaseRequest } from '../proto/generated/fanout/v1/ReleaseRequest.ts';
import { CHANNEL_OPTIONS, CoordinatorStub, RUN_METADATA, WORKER_METADATA } from '../proto/service.ts';
import type { Manifest } from '../study/manifest.ts';
import { sayWhileWaiting } from '../waiting/long-wait.ts';

/** Where the coordinator is, and what it asks to be shown. */
export interface CoordinatorAddress {
  /** `host:port`. */
  readonly address: string;
  readonly token?: string | undefined;
  /** With a token of one worker of one run: which run, and what this worker's name begins with. */
  readonly identity?: { readonly run: string; readonly worker: string } | undefined;
  /** PEM files: `ca` turns TLS on; with `cert` and `key` the worker shows a certificate of its own. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * The coordinator, as a worker sees it. Every call has a deadline and is tried again on UNAVAILABLE until
 * `signal` aborts.
 */
export interface CoordinatorClient {
  getRun(run: string): Promise<Manifest>;
  begin(request: BeginRequest): Promise<BeginReply__Output>;
  complete(request: CompleteRequest): Promise<CompleteReply__Output>;
  release(request: ReleaseRequest): Promise<ReleaseReply__Output>;
  keepLog(request: KeepLogRequest): Promise<KeepLogReply__Output>;
  /** Tried once: the next one is near. Never throws. */
  heartbeat(request: HeartbeatRequest): void;
  /** Opens a stream for a pack's progress. */
  report(): ProgressStream;
  close(): void;
}

/** Lossy: `send` drops what a slow reader has no room for, and never waits, throws or blocks. */
export interface ProgressStream {
  send(progress: Progress): void;
  end(): void;
}

const DEADLINE_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Makes a client; connects on the first call. Throws USAGE when files of TLS are missing or cannot be used.
 */
export function connectCoordinator(
  address: CoordinatorAddress,
  signal: AbortSignal,
  onLongWait: (text: string) => void = () => undefined,
): CoordinatorClient {
  const stub = new CoordinatorStub(address.address, channelCredentials(address), CHANNEL_OPTIONS);
  const metadata = () => {
    const shown = new Metadata();
    if (address.token) shown.set('authorization', `Bearer ${address.token}`);
    if (address.identity) {
      shown.set(RUN_METADATA, address.identity.run);
      shown.set(WORKER_METADATA, address.identity.worker);
    }
    return shown;
  };
  const call = <Reply>(invoke: Invoke<Reply>) => {
    let why = 'no answer yet';
    const noted = (error: ServiceError) => {
      why = error.details || error.message;
    };
    const work = withRetry(() => once(invoke, metadata()), signal, noted);
    const what = (seconds: number) =>
      `waiting for the coordinator at ${address.address} for ${seconds} s: ${why}`;
    return sayWhileWaiting(work, { what, say: onLongWait });
  };
  return {
    getRun: async (run) => {
      const reply = await call<GetRunReply__Output>((meta, options, done) =>
        stub.getRun({ run }, meta, options, done),
      );
      const manifest = JSON.parse(reply.manifestJson) as Manifest;
      mustHaveThisForm(manifest, `the manifest of run ${run}`);
      return manifest;
    },
    begin: (request) => call((meta, options, done) => stub.begin(request, meta, options, done)),
    complete: (request) => call((meta, options, done) => stub.complete(request, meta, options, done)),
    release: (request) => call((meta, options, done) => stub.release(request, meta, options, done)),
    keepLog: (request) => call((meta, options, done) => stub.keepLog(request, meta, options, done)),
    heartbeat: (request) => {
      stub.heartbeat(request, metadata(), { deadline: Date.now() + DEADLINE_MS }, () => undefined);
    },
    report: () => openProgress(stub, metadata()),
    close: () => stub.close(),
  };
}

type Invoke<Reply> = (
  metadata: Metadata,
  options: CallOptions,
  done: (error: ServiceError | null, reply?: Reply) => void,
) => void;

function once<Reply>(invoke: Invoke<Reply>, metadata: Metadata): Promise<Reply> {
  return new Promise((resolve, reject) => {
    invoke(metadata, { deadline: Date.now() + DEADLINE_MS }, (error, reply) =>
      error ? reject(error) : resolve(reply!),
    );
  });
}

/** Tries again while the coordinator is away: nothing that a worker has to say may be lost for that. */
async function withRetry<Reply>(
  attempt: () => Promise<Reply>,
  signal: AbortSignal,
  onFailure: (error: ServiceError) => void,
): Promise<Reply> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      const failure = fromGrpc(error as ServiceError);
      if (failure.retry !== 'again' || signal.aborted) throw failure;
      onFailure(error as ServiceError);
      await setTimeout(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}

/** What a status means that names no code of the catalogue: it comes from gRPC itself, or from a proxy. */
const UNNAMED: Partial<Record<status, ErrorCode>> = {
  [status.UNAUTHENTICATED]: 'CREDENTIALS_REFUSED',
  [status.PERMISSION_DENIED]: 'CREDENTIALS_REFUSED',
  [status.UNAVAILABLE]: 'UNAVAILABLE',
  [status.DEADLINE_EXCEEDED]: 'UNAVAILABLE',
  [status.RESOURCE_EXHAUSTED]: 'UNAVAILABLE',
  [status.CANCELLED]: 'UNAVAILABLE',
};

/** An error of a call, by the code that the coordinator names, or else by its status. Pure. */
export function fromGrpc(error: ServiceError): FanoutError {
  const [named] = error.metadata?.get('fanout-code') ?? [];
  const known = typeof named === 'string' && isErrorCode(named) ? named : undefined;
  const code = known ?? UNNAMED[error.code] ?? 'INTERNAL';
  return new FanoutError(code, error.details || error.message, { cause: error });
}

function openProgress(stub: Stub, metadata: Metadata): ProgressStream {
  const stream = stub.report(metadata, () => undefined);
  let writable = true;
  stream.on('error', () => (writable = false));
  stream.on('drain', () => (writable = true));
  return {
    send(progress) {
      if (writable) writable = stream.write(progress);
    },
    end: () => stream.end(),
  };
}

function channelCredentials(address: CoordinatorAddress): ChannelCredentials {
  requireClientFiles(address);
  const { ca, cert, key } = address;
  if (!ca) return credentials.createInsecure();
  const read = (setting: string, path: string | undefined) => (path ? readPem({ setting, path }) : null);
  const authority = read('FANOUT_TLS_CA', ca);
  return credentials.createSsl(authority, read('FANOUT_TLS_KEY', key), read('FANOUT_TLS_CERT', cert));
}
