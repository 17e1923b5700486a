/** Whoever waits long says for what: a process that is silent looks as if it had died. */

/**
 * How long a wait may be before it is spoken of, and how long until it is spoken of again, in milliseconds.
 */
export const LONG_WAIT_MS = 20_000;
const AGAIN_MS = 60_000;

export interface Saying {
  /** What is waited for, and for how many seconds already; undefined: nothing worth saying now. */
  readonly what: (seconds: number) => string | undefined;
  readonly say: (text: string) => void;
  readonly afterMs?: number;
  readonly everyMs?: number;
}

/** As `work` settles. After 20 seconds, and then each minute, says what is waited for. */
export async function sayWhileWaiting<Value>(work: Promise<Value>, saying: Saying): Promise<Value> {
  const stop = startSaying(saying);
  try {
    return await work;
  } finally {
    stop();
  }
}

/** Says what is waited for after 20 seconds, and then each minute, until the returned function is called. */
export function startSaying({ what, say, afterMs = LONG_WAIT_MS, everyMs = AGAIN_MS }: Saying): () => void {
  const started = performance.now();
  let timer = setTimeout(tell, afterMs);
  function tell(): void {
    const text = what(Math.round((performance.now() - started) / 1000));
    if (text !== undefined) say(text);
    timer = setTimeout(tell, everyMs);
    timer.unref();
  }
  timer.unref();
  return () => clearTimeout(timer);
}
