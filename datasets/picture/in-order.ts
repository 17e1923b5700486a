import { availableParallelism } from 'node:os';

/** Node's threads for what is not JavaScript, where UV_THREADPOOL_SIZE does not say. */
const POOL = 4;

/** Images that are worked on at once: no more than there are cores, or threads to do it. */
export function picturesAtOnce(environment: NodeJS.ProcessEnv = process.env): number {
  const pool = Number(environment.UV_THREADPOOL_SIZE);
  return Math.max(1, Math.min(availableParallelism(), Number.isInteger(pool) && pool > 0 ? pool : POOL));
}

/** Does `work` for each item, at most `atOnce` at a time, and gives what comes of it in the items' order. */
export async function* inOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const under: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Heard when it is its turn.
    result.catch(() => undefined);
    under.push(result);
    if (under.length >= atOnce) yield await under.shift()!;
  }
  while (under.length > 0) yield await under.shift()!;
}
