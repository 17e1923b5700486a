/**
 * The local page of a command, as a table of contents: it follows one run after another, tells open tabs what
 * changed, and sees to it that the last word reaches them before the command ends. It costs the run nothing
 * while nobody looks.
 */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { RunEvent } from '../coordinator/run/events.ts';
import type { FanoutError } from '../proto/errors.ts';
import type { HeartbeatRequest__Output } from '../proto/generated/fanout/v1/HeartbeatRequest.ts';
import type { RunResults } from '../results/results.ts';
import type { Manifest } from '../study/manifest.ts';
import { Followed } from './followed.ts';
import { type LogSource, trialLog } from './log.ts';
import { watchPage } from './page.ts';
import { Readers } from './readers.ts';
import { type PageServer, startPageServer } from './server.ts';
import { isFinal } from './view.ts';

export interface WatchOptions {
  /** The run that will be shown first. */
  readonly manifest: Manifest;
  /** Where logs of trials are kept; absent: none are shown. */
  readonly logs?: LogSource;
  /** Absent: 9465, or a free one where that is taken; 0: a free one. */
  readonly port: number | undefined;
  /**
   * Unix time in seconds that never goes back; absent: the machine's clock as it stood at the start, and
   * counted on from there.
   */
  readonly now?: () => number;
}

/** What a run tells those who show it. */
export interface RunListener {
  readonly event: (event: RunEvent) => void;
  readonly heartbeat: (heartbeat: HeartbeatRequest__Output) => void;
  readonly workerLost: (worker: number, how: string) => void;
  /**
   * NATS cannot store the run, or can again: what happened, since when, and what is done about it, in a
   * sentence.
   */
  readonly storage: (text: string, over: boolean) => void;
  /** What the run waits for, and since when, in a sentence; undefined: it gets further again. */
  readonly waiting: (text: string | undefined) => void;
  /** Nothing more will come of this run. */
  stop(): void;
}

/** Often enough for the eye; workers tell of their progress no more often. */
const REDRAW_MS = 500;
/** How long open tabs get to take the last word and the report; and when the command was interrupted. */
export const FAREWELL_MS = 2_000;
export const SHORT_FAREWELL_MS = 250;

export class Watch {
  readonly #followed: Followed;
  readonly #readers: Readers;
  readonly #logs: LogSource | undefined;
  #server: PageServer | undefined;
  #redraw: NodeJS.Timeout | undefined;

  private constructor({
    manifest,
    logs,
    now = () => (performance.timeOrigin + performance.now()) / 1000,
  }: WatchOptions) {
    this.#followed = new Followed(manifest, now);
    this.#logs = logs;
    this.#readers = new Readers(
      (id) => this.#followed.after(id),
      (count) => this.#drawFor(count),
    );
  }

  /** Opens the page's port on 127.0.0.1. Throws PORT_IN_USE. */
  static async open(options: WatchOptions): Promise<Watch> {
    const watch = new Watch(options);
    const source = {
      page: () => watch.#page(),
      read: (response: ServerResponse, id: string | undefined) => watch.#read(response, id),
      full: () => watch.#readers.full,
      report: () => watch.#report(),
      log: (trial: string, attempt: string | undefined) =>
        trialLog(watch.#followed.run, watch.#logs, trial, attempt),
    };
    watch.#server = await startPageServer(source, options.port);
    return watch;
  }

  /** `http://127.0.0.1:9465/` */
  get url(): string {
    return this.#server!.url;
  }

  /** A run begins, and is shown from here on. */
  follow(manifest: Manifest): RunListener {
    const followed = this.#followed;
    const run = followed.follow(manifest);
    followed.stand({ phase: 'running' });
    return {
      event: (event) => {
        run.take(event);
        if (event.kind === 'done') followed.stand({ phase: 'finishing' });
      },
      heartbeat: (heartbeat) => run.heartbeat(heartbeat),
      workerLost: (worker, how) => run.workerLost(worker, how),
      storage: (text, over) => run.storage(sentence(text), over),
      waiting: (text) => run.waits(text === undefined ? undefined : sentence(text)),
      stop: () => followed.over(),
    };
  }

  /**
   * There is a verdict: the last word, or with seeds in blocks that of the blocks so far. `report`: the path
   * of its file.
   */
  judged(results: RunResults, report: string): void {
    if (results.verdict.sequential?.stopped === null) {
      this.#followed.stand({ earlier: results });
    } else {
      this.#followed.stand({ phase: 'done', results, report });
    }
    this.#tell();
  }

  /** The command was told to stop. */
  stopping(): void {
    // It was told while it waited for others to take the last word, which stays.
    if (isFinal(this.#followed.standing.phase)) return;
    this.#followed.stand({ phase: 'stopping' });
    this.#tell();
  }

  /** The command ends without a verdict. */
  broken({ code, message, hint }: FanoutError): void {
    const phase = code === 'INTERRUPTED' ? 'interrupted' : 'failed';
    this.#followed.stand({ phase, reason: [sentence(message), ...(hint ? [sentence(hint)] : [])] });
    this.#tell();
  }

  /**
   * Closes the port, once open tabs have taken the last word and the report: within two seconds, or at once
   * when `signal` aborts.
   */
  async close(signal: AbortSignal): Promise<void> {
    this.#followed.over();
    await this.#readers.gone(signal.aborted ? SHORT_FAREWELL_MS : FAREWELL_MS, signal);
    clearInterval(this.#redraw);
    await this.#server?.stop();
  }

  #page(): string {
    const { run } = this.#followed;
    this.#followed.update();
    return watchPage(run.manifest, this.#followed.after(undefined)!);
  }

  #read(response: ServerResponse, id: string | undefined): void {
    this.#followed.update();
    this.#readers.add(response, id);
  }

  async #report(): Promise<string | undefined> {
    const { report } = this.#followed.standing;
    return report === undefined ? undefined : await readFile(report, 'utf8');
  }

  #tell(): void {
    // Also when nothing is new here: a page that was loaded in between may have been told first. Who is up to
    // date hears nothing.
    this.#followed.update();
    this.#readers.tell();
  }

  /** Nothing is drawn while nobody looks. */
  #drawFor(readers: number): void {
    if (readers > 0) this.#redraw ??= setInterval(() => this.#tell(), REDRAW_MS);
    else {
      clearInterval(this.#redraw);
      this.#redraw = undefined;
    }
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
