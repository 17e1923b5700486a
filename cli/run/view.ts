import { createLogUpdate } from 'log-update';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import { shownText } from '../../proto/shown-text.ts';
import type { Manifest } from '../../study/manifest.ts';
import { plainLine } from '../board/plain.ts';
import { renderBoard } from '../board/render.ts';
import { type BoardEvent, newBoard, reduce } from '../board/state.ts';
import { type StorageNews, storageLine } from './storage-words.ts';

/** What a user sees of a run while it lasts: a board on a terminal, lines elsewhere. Always on stderr. */
export interface View {
  readonly event: (event: RunEvent) => void;
  readonly heartbeat: (heartbeat: HeartbeatRequest__Output) => void;
  readonly workerLost: (worker: number, how: string) => void;
  /** The server that stores the run cannot, or can again. */
  readonly storage?: (news: StorageNews) => void;
  /** What the run waits for, and since when; undefined: it gets further again. */
  readonly waiting?: (text: string | undefined) => void;
  stop(): void;
}

/** Several views as one; of none: shows nothing. */
export function together(views: readonly View[]): View {
  return {
    event: (event) => {
      for (const view of views) view.event(event);
    },
    heartbeat: (heartbeat) => {
      for (const view of views) view.heartbeat(heartbeat);
    },
    workerLost: (worker, how) => {
      for (const view of views) view.workerLost(worker, how);
    },
    storage: (report) => {
      for (const view of views) view.storage?.(report);
    },
    waiting: (text) => {
      for (const view of views) view.waiting?.(text);
    },
    stop: () => {
      for (const view of views) view.stop();
    },
  };
}

/** Five times a second is smooth enough for the eye, and costs nothing that counts. */
const REDRAW_MS = 200;

/** Starts showing a run on this stream. */
export function startView(manifest: Manifest, stream: NodeJS.WriteStream = process.stderr): View {
  let state = newBoard(manifest, performance.now());
  const { env } = process;
  const drawn = stream.isTTY === true && !env.NO_COLOR && !env.CI && env.TERM !== 'dumb';
  const update = drawn ? createLogUpdate(stream) : undefined;
  const draw = () => {
    const terminal = { columns: stream.columns ?? 80, rows: stream.rows ?? 24, colour: true };
    update?.(renderBoard(state, terminal, performance.now()).join('\n'));
  };
  const timer = update ? setInterval(draw, REDRAW_MS) : undefined;
  const take = (event: BoardEvent) => {
    state = reduce(state, event);
    const line = update ? undefined : plainLine(manifest, state, event);
    if (line) stream.write(`${line}\n`);
  };
  let stopped = false;
  return {
    event: take,
    heartbeat: ({ worker, state: now }) => take({ kind: 'worker', worker: worker?.worker ?? '', state: now }),
    workerLost: (worker, how) => {
      take({ kind: 'lost' });
      if (!update) stream.write(`worker ${worker} was lost (${shownText(how)}); it is started again\n`);
    },
    storage: (report) => {
      const line = storageLine(report);
      take({ kind: 'storage', trouble: report.kind === 'failing' ? line : undefined });
      if (!update) stream.write(`${line}\n`);
    },
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      draw();
      update?.done();
    },
  };
}
