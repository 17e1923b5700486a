import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Followed, follow, type Source, type WatchEvent } from './follow.ts';

interface Item {
  readonly name: string;
  readonly version: string;
}

/** An API server that says what the test tells it to. */
class Server implements Source<Item> {
  items: Item[] = [];
  lists = 0;
  watches: { from: string; onEvent: (event: WatchEvent<Item>) => void; onEnd: (error?: unknown) => void }[] =
    [];
  stopped = 0;
  /** Settles when the next watch may stand. */
  standing: Promise<void> | undefined;

  async list() {
    this.lists += 1;
    return { items: this.items, resourceVersion: `list-${this.lists}` };
  }

  async watch(
    from: string,
    _: number,
    onEvent: (event: WatchEvent<Item>) => void,
    onEnd: (error?: unknown) => void,
  ) {
    this.watches.push({ from, onEvent, onEnd });
    await this.standing;
    return () => {
      this.stopped += 1;
    };
  }

  get last() {
    return this.watches.at(-1)!;
  }
}

let server: Server;
let stop: AbortController;
let troubles: string[];
let followed: Followed<Item>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  server = new Server();
  stop = new AbortController();
  troubles = [];
  server.items = [{ name: 'a', version: '1' }];
  followed = follow(server, {
    key: ({ name }) => name,
    versionOf: ({ version }) => version,
    onChange: () => undefined,
    onTrouble: (message) => troubles.push(message),
    signal: stop.signal,
    watchSeconds: 60,
    graceSeconds: 15,
    firstPauseMs: 1,
  });
  await settle();
});
afterEach(async () => {
  stop.abort();
  await followed.ended;
  vi.useRealTimers();
});

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
const names = () => followed.items().map(({ name }) => name);

it('keeps what was listed, added, changed and deleted', async () => {
  server.last.onEvent({ type: 'ADDED', object: { name: 'b', version: '2' } });
  server.last.onEvent({ type: 'DELETED', object: { name: 'a', version: '3' } });
  expect(names()).toEqual(['b']);
});

it('goes on from the last place, a bookmark’s too, when the server ends the watch', async () => {
  server.last.onEvent({ type: 'BOOKMARK', object: { name: '', version: '9' } });
  server.last.onEnd();
  await vi.waitFor(() => expect(server.watches).toHaveLength(2));
  expect([server.lists, server.last.from]).toEqual([1, '9']);
  expect(names()).toEqual(['a']);
});

it.each([
  ['as an event', () => server.last.onEvent({ type: 'ERROR', object: { code: 410 } as unknown as Item })],
  ['as a status', () => server.last.onEnd(Object.assign(new Error('Gone'), { statusCode: 410 }))],
])('lists again when the place is forgotten: 410 %s', async (_, expire) => {
  server.items = [{ name: 'c', version: '20' }];
  expire();
  await settle();
  expect([server.lists, server.last.from]).toEqual([2, 'list-2']);
  expect([names(), troubles]).toEqual([['c'], []]);
});

it('breaks a watch off that hangs, says so, and lists again', async () => {
  await vi.advanceTimersByTimeAsync(74_999);
  expect(server.stopped).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(troubles).toEqual(['the watch hung: no end after 75 s']);
  expect(server.stopped).toBe(1);
  vi.useRealTimers();
  await vi.waitFor(() => expect(server.lists).toBe(2));
});

it('ends a watch that stands only after it was given up', async () => {
  let stand: () => void = () => undefined;
  server.standing = new Promise((resolve) => {
    stand = resolve;
  });
  server.last.onEnd();
  await vi.waitFor(() => expect(server.watches).toHaveLength(2));
  stop.abort();
  const before = server.stopped;
  stand();
  await settle();
  expect(server.stopped).toBe(before + 1);
});

it('takes nothing more from a watch that was given up', async () => {
  const hung = server.last;
  await vi.advanceTimersByTimeAsync(75_000);
  hung.onEvent({ type: 'ADDED', object: { name: 'late', version: '2' } });
  expect(names()).toEqual(['a']);
});

it('lists more and more rarely while lists can be read and watches cannot', async () => {
  vi.useRealTimers();
  const times: number[] = [];
  const broken: Source<Item> = {
    list: async () => {
      times.push(performance.now());
      return { items: [], resourceVersion: '1' };
    },
    watch: async () => {
      throw new Error('forbidden');
    },
  };
  const options = { key: ({ name }: Item) => name, versionOf: () => undefined, firstPauseMs: 20 };
  const mute = () => undefined;
  const following = follow(broken, { ...options, onChange: mute, onTrouble: mute, signal: stop.signal });
  await vi.waitFor(() => expect(times.length).toBeGreaterThanOrEqual(5));
  stop.abort();
  await following.ended;
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  // At least: a busy machine makes any of them longer. A timer may end a moment early.
  for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThan(20 * 2 ** index - 2);
});
