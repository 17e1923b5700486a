import { LONG_WAIT_MS, startSaying } from '../../proto/long-wait.ts';
import type { View } from './view.ts';

/** What can be seen of a run of which nothing is heard. */
export interface Sight {
  /** Whether the coordinator is connected to NATS. */
  readonly nats: boolean;
  /** Worker processes that are alive. */
  readonly workers: number;
  /** Workers that have ever said something of themselves. */
  readonly heard: number;
}

/** What a run waits for, as far as can be seen. Pure. */
export function waitedFor({ nats, workers, heard }: Sight): string {
  if (!nats) return 'NATS, which does not answer';
  if (workers === 0) return 'a worker: none is running, and one is started again';
  if (heard === 0) return `the workers: ${workers} are starting, and none is ready yet`;
  return 'a worker to get further: its log, in logs/ of the run, says what it does';
}

/** A view that says what a run waits for when nothing of it was heard for 20 seconds, and then each minute. */
export function startSilenceWatch(
  sight: () => Omit<Sight, 'heard'>,
  say: (text: string) => void,
  afterMs: number = LONG_WAIT_MS,
): View {
  const heard = new Set<string>();
  const start = () =>
    startSaying({
      what: (seconds) =>
        `nothing was heard for ${seconds} s; waiting for ${waitedFor({ ...sight(), heard: heard.size })}`,
      say,
      afterMs,
    });
  let stop = start();
  let stopped = false;
  const restart = () => {
    if (stopped) return;
    stop();
    stop = start();
  };
  return {
    event: restart,
    // Workers tell of themselves while they do nothing, too: that is no progress.
    heartbeat: ({ worker }) => void heard.add(worker?.worker ?? ''),
    workerLost: () => undefined,
    stop: () => {
      stopped = true;
      stop();
    },
  };
}
