/**
 * A list of objects that is kept as the API server has it: list, then watch from there; list again when the
 * server has forgotten the place (410), when the watch breaks, and when it says nothing beyond the time after
 * which the server should have ended it.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** What is followed. */
export interface Source<T> {
  list(): Promise<{ readonly items: readonly T[]; readonly resourceVersion: string }>;
  /**
   * Watches for `seconds`, after which the server ends it; `onEnd` is called once. The returned function
   * breaks it off.
   */
  watch(
    from: string,
    seconds: number,
    onEvent: (event: WatchEvent<T>) => void,
    onEnd: (error?: unknown) => void,
  ): Promise<() => void>;
}

export interface WatchEvent<T> {
  readonly type: string;
  readonly object: T;
}

export interface Followed<T> {
  readonly items: () => readonly T[];
  /** The list has been read, and the last attempt to follow it went well. */
  readonly current: () => boolean;
  /** Settles when the signal ends it. */
  readonly ended: Promise<void>;
}

export interface FollowOptions<T> {
  readonly onChange: () => void;
  readonly onTrouble: (message: string) => void;
  readonly key: (item: T) => string;
  readonly versionOf: (item: T) => string | undefined;
  readonly signal: AbortSignal;
  readonly watchSeconds?: number;
  /** Beyond `watchSeconds`: then a watch hangs. */
  readonly graceSeconds?: number;
  readonly firstPauseMs?: number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Begins to follow. */
export function follow<T>(source: Source<T>, options: FollowOptions<T>): Followed<T> {
  const items = new Map<string, T>();
  let current = false;
  const run = async () => {
    const first = options.firstPauseMs ?? FIRST_PAUSE_MS;
    let wait = first;
    while (!options.signal.aborted) {
      const started = performance.now();
      try {
        const listed = await source.list();
        items.clear();
        for (const item of listed.items) items.set(options.key(item), item);
        current = true;
        options.onChange();
        await watchFrom(listed.resourceVersion);
      } catch (error) {
        if (options.signal.aborted) return;
        current = false;
        options.onTrouble((error as Error).message);
        // A list that can be read and a watch that breaks at once are trouble too: lists cost a server the
        // most.
        wait = performance.now() - started > LONGEST_PAUSE_MS ? first : wait;
        await pause(wait, undefined, { signal: options.signal }).catch(() => undefined);
        wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
      }
    }
  };

  /**
   * Watches on and on, each time from where the last one ended; returns when the list has to be read again.
   */
  const watchFrom = async (start: string) => {
    let place = start;
    while (!options.signal.aborted) {
      const started = performance.now();
      const end = await watchOnce(source, place, options, ({ type, object }) => {
        place = options.versionOf(object) ?? place;
        if (type === 'BOOKMARK') return;
        if (type === 'DELETED') items.delete(options.key(object));
        else items.set(options.key(object), object);
        options.onChange();
      });
      if (end === 'expired') return;
      // A server that ends each watch at once is not asked in a tight loop.
      if (performance.now() - started < 1_000)
        await pause(options.firstPauseMs ?? FIRST_PAUSE_MS, undefined, { signal: options.signal }).catch(
          () => undefined,
        );
    }
  };
  return { items: () => [...items.values()], current: () => current, ended: run() };
}

/** One watch to its end. Throws when it breaks or hangs. */
function watchOnce<T>(
  source: Source<T>,
  place: string,
  { signal, watchSeconds = 120, graceSeconds = 15 }: FollowOptions<T>,
  onEvent: (event: WatchEvent<T>) => void,
): Promise<'ended' | 'expired'> {
  return new Promise((resolve, reject) => {
    let breakOff: () => void = () => undefined;
    let over = false;
    const finish = (settle: () => void) => {
      over = true;
      clearTimeout(hung);
      signal.removeEventListener('abort', aborted);
      settle();
      breakOff();
    };
    const aborted = () => finish(() => resolve('ended'));
    const hung = setTimeout(
      () => finish(() => reject(new Error(`the watch hung: no end after ${watchSeconds + graceSeconds} s`))),
      1000 * (watchSeconds + graceSeconds),
    );
    signal.addEventListener('abort', aborted, { once: true });
    const take = (event: WatchEvent<T>) => {
      // What a watch that was given up still has to say is older than the list that is read next.
      if (over) return;
      if (event.type !== 'ERROR') return onEvent(event);
      const { code, message } = event.object as { code?: number; message?: string };
      finish(() => (code === 410 ? resolve('expired') : reject(new Error(message ?? 'the watch failed'))));
    };
    const end = (error?: unknown) => {
      const code = (error as { statusCode?: number } | undefined)?.statusCode;
      finish(() => (code === 410 ? resolve('expired') : error ? reject(error) : resolve('ended')));
    };
    source.watch(place, watchSeconds, take, end).then((stop) => {
      breakOff = stop;
      // Given up before it stood.
      if (over) stop();
    }, end);
  });
}
