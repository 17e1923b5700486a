import { LONG_WAIT_MS, startSaying } from '../../waiting/long-wait.ts';
import type { View } from './view.ts';

/** What can be seen of a run of which nothing is heard. */
export interface Sight {
  /** Whether the coordinator is connected to NATS. */
  readonly nats: boolean;
  /** Whether NATS stores what the coordinator writes, as far as that is known. */
  readonly storing: boolean;
  /** Worker processes that are alive. */
  readonly workers: number;
  /** Workers that have ever said something of themselves. */
  readonly heard: number;
}

/** What a run waits for, as far as can be seen. Pure. */
export function waitedFor({ nats, storing, workers, heard }: Sight): string {
  if (!nats) return 'NATS, which does not answer';
  if (!storing) return 'NATS to store: its disk is full, as a rule; make room there';
  if (workers === 0) return 'a worker: none is running, and one is started again';
  if (heard === 0) return `the workers: ${workers} are starting, and none is ready yet`;
  return 'a worker to get further: its log, in logs/ of the run, says what it does';
}

/** Who is told what a run waits for. */
export interface SilenceOptions {
  readonly sight: () => Omit<Sight, 'heard'>;
  /** A line for the terminal. */
  readonly say: (text: string) => void;
  /** A sentence for a page that stays as it is while the wait lasts; undefined: the wait is over. */
  readonly show?: (text: string | undefined) => void;
  readonly afterMs?: number;
}

/**
 * A view that says what a run waits for when nothing of it was heard for 20 seconds, and then each minute.
 */
export function startSilenceWatch({
  sight,
  say,
  show = () => undefined,
  afterMs = LONG_WAIT_MS,
}: SilenceOptions): View {
  const heard = new Set<string>();
  let shown = false;
  const start = () =>
    startSaying({
      what: (seconds) => {
        const what = waitedFor({ ...sight(), heard: heard.size });
        shown = true;
        show(`Since ${clockBefore(seconds)} nothing was heard of any trial; waiting for ${what}`);
        return `nothing was heard for ${seconds} s; waiting for ${what}`;
      },
      say,
      afterMs,
    });
  let stop = start();
  let stopped = false;
  const restart = () => {
    if (stopped) return;
    stop();
    if (shown) show(undefined);
    shown = false;
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

/** The time of day so many seconds ago. */
function clockBefore(seconds: number): string {
  return new Date(performance.timeOrigin + performance.now() - 1000 * seconds).toLocaleTimeString('en-GB');
}
