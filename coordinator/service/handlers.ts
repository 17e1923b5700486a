/** What each call does: finds the run, asks it, and puts its answer into the contract's words. */
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { FanoutError } from '../../proto/errors.ts';
import type { CoordinatorHandlers } from '../../proto/generated/fanout/v1/Coordinator.ts';
import type { Progress__Output } from '../../proto/generated/fanout/v1/Progress.ts';
import type { Answer, Run } from '../run/run.ts';
import { answerCall } from './answer-call.ts';
import { authenticate, type Caller, mustSpeakFor, spokenFor } from './credentials.ts';
import type { Call } from './door.ts';
import { heardFrom } from './heartbeat.ts';
import type { ServiceOptions } from './options.ts';
import { receiveProgress } from './progress.ts';
import { answeringError, grpcError } from './status.ts';

/** `onAdmitted` hears of the peer (`address:port`) of each call that is let in. */
export function handlers(options: ServiceOptions, onAdmitted: (peer: string) => void): CoordinatorHandlers {
  const runOf = (id: string): Run => {
    const run = options.run(id);
    if (!run)
      throw new FanoutError('RUN_NOT_SERVED', `run ${JSON.stringify(id.slice(0, 80))} is not served here`);
    return run;
  };
  const unary = <Request, Reply>(
    method: Exclude<Call, 'Report'>,
    answer: (request: Request, caller: Caller) => Promise<Reply> | Reply,
  ): ((call: ServerUnaryCall<Request, Reply>, reply: sendUnaryData<Reply>) => void) =>
    answerCall(options, onAdmitted, method, answer);
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
    KeepLog: unary('KeepLog', async ({ run, pack, trial, attempt, worker, text }) => {
      await runOf(run).keepLog(pack, { trial, attempt, worker: worker!.worker, text });
      return {};
    }),
    Heartbeat: unary('Heartbeat', (request, caller) => {
      options.onHeartbeat(heardFrom(caller, request));
      return {};
    }),
    Report: reportHandler(options, onAdmitted),
  };
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

/** Takes a worker's progress for as long as its stream lasts; ignores what is said for another worker. */
function reportHandler(
  { security, run }: ServiceOptions,
  onAdmitted: (peer: string) => void,
): CoordinatorHandlers['Report'] {
  return (call, reply) => {
    let caller: Caller;
    try {
      caller = authenticate(call.metadata, security.token);
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
    receiveProgress(call, run, mayReport);
    call.on('end', () => reply(null, {}));
  };
}
