import type { RunEvent } from '../../coordinator/run/events.ts';
import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import { trialAt } from '../../proto/grid.ts';
import type { Manifest } from '../../proto/manifest.ts';

/** What a user sees of a run while it lasts. */
export interface View {
  readonly event: (event: RunEvent) => void;
  readonly heartbeat: (heartbeat: HeartbeatRequest__Output) => void;
  readonly workerLost: (worker: number, how: string) => void;
  stop(): void;
}

export function startView(manifest: Manifest, _workers: number): View {
  let done = 0;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  return {
    event(event) {
      if (event.kind !== 'recorded') return;
      done += 1;
      const { key } = trialAt(manifest.study, event.outcome.trial);
      const accuracy = event.outcome.epochs.at(-1)?.accuracy;
      say(
        `${done}/${manifest.trials} ${key} ${event.outcome.status} ${accuracy === undefined ? '' : (accuracy * 100).toFixed(2)}`,
      );
    },
    heartbeat: () => undefined,
    workerLost: (worker, how) => say(`worker ${worker} was lost (${how}); it is started again`),
    stop: () => undefined,
  };
}
