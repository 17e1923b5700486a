import { createLogUpdate } from 'log-update';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import type { Manifest } from '../../study/manifest.ts';
import { Board } from '../board/board.ts';
import { PlainProgress } from '../board/plain.ts';
import { renderBoard } from '../board/render.ts';
import { type Told, toldLine } from '../board/told.ts';
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
/** How often it is looked whether something must be told, where there is no terminal to draw on. */
const LOOK_MS = 1_000;

/**
 * Starts showing a run on this stream. `json`: where there is no terminal to draw on, each line is an event,
 * as one JSON document.
 */
export function startView(
  manifest: Manifest,
  json = false,
  stream: NodeJS.WriteStream = process.stderr,
): View {
  const now = () => performance.now();
  const board = new Board(manifest, now);
  const { env } = process;
  const drawn = stream.isTTY === true && !env.NO_COLOR && !env.CI && env.TERM !== 'dumb';
  const update = drawn ? createLogUpdate(stream) : undefined;
  const draw = () => {
    const terminal = { columns: stream.columns ?? 80, rows: stream.rows ?? 24, colour: true };
    update?.(renderBoard(board, terminal, now()).join('\n'));
  };
  const plain = new PlainProgress();
  const tell = (told: Told | undefined) => {
    if (told && !update) stream.write(`${toldLine(told, json)}\n`);
  };
  const look = () => {
    for (const told of plain.due(board.run, now())) tell(told);
  };
  const timer = update ? setInterval(draw, REDRAW_MS) : setInterval(look, LOOK_MS);
  let stopped = false;
  return {
    event: (event) => {
      board.take(event);
      tell(plain.take(board.run, event, now()));
    },
    heartbeat: ({ worker, state }) => board.heard(worker?.worker ?? '', state),
    workerLost: (worker, how) => {
      board.workersLost += 1;
      const text = `worker ${worker} was lost (${how}); it is started again`;
      tell({ text, event: { event: 'workerLost', worker, how } });
    },
    storage: (report) => {
      const text = storageLine(report);
      board.trouble = report.kind === 'failing' ? text : undefined;
      tell({ text, event: { event: 'storage', state: report.kind, text } });
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
