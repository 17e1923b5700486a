import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { authenticate, type Caller, mustSpeakFor, spokenFor } from './credentials.ts';
import { admitted, type Call } from './door.ts';
import type { ServiceOptions } from './options.ts';
import { answeringError, grpcError } from './status.ts';

/**
 * A handler of one method: authenticates the caller, checks the request, and answers with what `answer`
 * gives or throws. `onAdmitted` hears of the peer (`address:port`) of each call that is let in.
 */
export function answerCall<Request, Reply>(
  { security, onAnswered, onDefect }: ServiceOptions,
  onAdmitted: (peer: string) => void,
  method: Exclude<Call, 'Report'>,
  answer: (request: Request, caller: Caller) => Promise<Reply> | Reply,
): (call: ServerUnaryCall<Request, Reply>, reply: sendUnaryData<Reply>) => void {
  return (call, reply) => {
    const started = performance.now();
    const answered = (code: number) =>
      onAnswered?.(method, status[code] ?? String(code), (performance.now() - started) / 1000);
    Promise.resolve()
      .then(() => {
        const caller = authenticate(call.metadata, security.token);
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
          if (failure.code === 'INTERNAL') onDefect?.(method, failure);
          const error = grpcError(failure);
          reply(error);
          answered(error.code);
        },
      );
  };
}
