/**
 * A caller of the gRPC port who says whatever it is told to, once: no retries, no deadline but that of a
 * stuck server.
 */
import { credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { CHANNEL_OPTIONS, CoordinatorStub, coordinatorService } from '../../proto/service.ts';

/**
 * What a call ended with: gRPC's name of the status, fanout's code of an error, and the reply where there is
 * one.
 */
export interface Ending {
  readonly code: string;
  readonly error: string | undefined;
  readonly details: string;
  readonly reply: Readonly<Record<string, unknown>> | undefined;
}

export interface RawCaller {
  /** `request`: a message, or the bytes of one, whatever they are. */
  call(method: string, request: object | Buffer): Promise<Ending>;
  close(): void;
}

/** A server that takes longer than this for one call stands still. */
const DEADLINE_MS = 10_000;

/** A message as bytes. Throws for what the contract has no place for. */
export const encode = (method: string, message: object): Buffer =>
  coordinatorService[method]!.requestSerialize(message);

/** `token`: what is shown as the bearer; absent: nothing. */
export function rawCaller(address: string, token?: string): RawCaller {
  const stub = new CoordinatorStub(address, credentials.createInsecure(), {
    ...CHANNEL_OPTIONS,
    // Two callers are two connections.
    'grpc.use_local_subchannel_pool': 1,
  });
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return {
    call: (name, request) =>
      new Promise((resolve) => {
        const { path, requestStream, responseDeserialize } = coordinatorService[name]!;
        const serialize = (value: object | Buffer) => (Buffer.isBuffer(value) ? value : encode(name, value));
        const done = (error: ServiceError | null, reply?: unknown) =>
          resolve({
            code: status[error?.code ?? status.OK]!,
            error: error?.metadata?.get('fanout-code')[0]?.toString(),
            details: error?.details ?? '',
            reply: reply as Ending['reply'],
          });
        const options = { deadline: Date.now() + DEADLINE_MS };
        if (!requestStream) {
          stub.makeUnaryRequest(path, serialize, responseDeserialize, request, metadata, options, done);
          return;
        }
        const stream = stub.makeClientStreamRequest(
          ...([path, serialize, responseDeserialize, metadata, options, done] as const),
        );
        stream.on('error', () => undefined);
        stream.write(request);
        stream.end();
      }),
    close: () => stub.close(),
  };
}
