/**
 * A run on this machine, as a table of contents: a nats-server, a coordinator in this process, workers as
 * processes of their own; the board while it lasts; results and a report at its end. However it ends, nothing
 * of it stays behind but its directory.
 */

import { randomBytes } from 'node:crypto';
import { Coordinator } from '../../coordinator/coordinator.ts';
import type { Run } from '../../coordinator/run/run.ts';
import { asFanoutError, FanoutError } from '../../proto/errors.ts';
import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';
import { unlessAborted } from '../../waiting/interruption.ts';
import type { Watch } from '../../web/watch.ts';
import { whenAborted } from '../processes/stop-signal.ts';
import { VERSION } from '../version.ts';
import { interrupted, resumable } from './broken-off.ts';
import { Closers, firstError } from './closers.ts';
import { keepProgress, type Progress, progressBefore, type RunDirectory } from './directory.ts';
import { keepEnd } from './finish.ts';
import { keptInDirectory } from './kept-in-directory.ts';
import { openMetricsPort } from './metrics-port.ts';
import { type LocalNats, provideNats } from './nats.ts';
import { openRun } from './open-run.ts';
import { pageView } from './page-view.ts';
import { startPool } from './pool.ts';
import { keepProgramState } from './program-states.ts';
import { startSilenceWatch } from './silence.ts';
import { type StorageNews, storageLine } from './storage-words.ts';
import { knownBefore, takeDirectory } from './take-directory.ts';
import { startView, together, type View } from './view.ts';
import type { WorkerPool } from './workers.ts';

export interface LocalRunOptions {
  readonly manifest: Manifest;
  readonly directory: RunDirectory;
  /** Go on with what the directory's storage has, instead of starting anew. */
  readonly resume: boolean;
  /**
   * What a user goes on with when it is broken off: the whole, if this is a part of one. Default: this run.
   */
  readonly whole?: RunDirectory;
  readonly workers: number;
  readonly threads: number;
  readonly backend: string;
  /** An existing server's URL; absent: one is started. */
  readonly nats: string | undefined;
  /** Port of the metrics on 127.0.0.1, 0 for a free one; absent: none. */
  readonly metricsPort: number | undefined;
  /** Shows the run on a page as well. */
  readonly watch?: Watch;
  /** Hears of the results once they are kept, before anything else is waited for. */
  readonly onResults?: (results: RunResults) => void;
  /** Tell of the run in events, one JSON document a line, where it is not drawn on a terminal. */
  readonly json?: boolean;
  /** Show nothing of the run while it lasts. */
  readonly quiet?: boolean;
  readonly signal: AbortSignal;
  readonly message: (text: string) => void;
}

/** How long workers get to hand back what they hold. */
const GRACE_MS = 8_000;
/** How often the number of recorded outcomes is kept in the run's directory. */
const KEEP_MS = 1_000;

/** Runs a study to its end. Throws INTERRUPTED when `signal` is aborted; the run can then be resumed. */
export async function localRun(options: LocalRunOptions): Promise<RunResults> {
  try {
    return await openAndTrain(options);
  } catch (thrown) {
    const error = firstError(thrown);
    const known = error instanceof FanoutError && error.code !== 'INTERRUPTED';
    throw options.signal.aborted && !known ? await interrupted(options.whole ?? options.directory) : error;
  }
}

async function openAndTrain(options: LocalRunOptions): Promise<RunResults> {
  const { manifest, directory, message, signal, quiet } = options;
  await using closers = new Closers();
  /**
   * Takes what work opens and closes it at the end. Told to stop, waits for it no longer than closing needs.
   */
  const open = <Value>(work: Promise<Value>, close: (value: Value) => unknown): Promise<Value> => {
    closers.add(() => work.then(close, () => undefined));
    return unlessAborted(work, signal, () => undefined);
  };
  const { keep } = await takeDirectory(options, closers);
  if (options.resume) await keepProgramState(directory, manifest, new Date());
  let view: View | undefined;
  const onStorage = (news: StorageNews) => {
    view?.storage?.(news);
    if (!view || quiet) message(storageLine(news));
  };
  const nats = await open(
    provideNats(options.nats, { directory, workers: options.workers, message, onStorage }),
    (server) => server.stop(),
  );
  const token = randomBytes(24).toString('base64url');
  const coordinator = await open(startCoordinator(options, nats, token, onStorage), (started) =>
    started.stop(),
  );
  let pool: WorkerPool | undefined;
  const port = await open(
    openPort(options, coordinator, () => pool?.targets() ?? []),
    (opened) => opened?.stop(),
  );
  const page = options.watch ? [pageView(options.watch.follow(manifest))] : [];
  const sight = () => sightOf(coordinator, pool);
  const silence = startSilenceWatch({ sight, say: message, show: together(page).waiting! });
  const shown = together([...(quiet ? [] : [startView(manifest, options.json)]), silence, ...page]);
  view = shown;
  closers.add(() => shown.stop());
  coordinator.heartbeats.add(shown.heartbeat);
  const before = await progressBefore(directory);
  const known = await knownBefore(directory, before);
  const onEvent = keptInDirectory(options, known.copies, closers, shown.event);
  const run = await open(openRun(options, coordinator, onEvent, known), () => undefined);
  keep();
  const part = { before, recordedBefore: run.recorded, started: performance.now() };
  try {
    if (run.recorded < manifest.trials) {
      pool = startPool(options, coordinator, nats, token, shown);
      await train(options, run, pool, nats, part);
    }
    await Promise.race([run.done, nats.lost, aborted(signal)]);
    const seconds = (performance.now() - part.started) / 1000;
    shown.stop();
    const results = await finish(options, run, part, seconds);
    await untilScraped(options, port);
    return results;
  } catch (thrown) {
    throw signal.aborted
      ? thrown
      : await resumable(asFanoutError(firstError(thrown)), options.whole ?? directory);
  }
}

/** What a run needs in order to go on, as far as this process sees it. */
function sightOf(coordinator: Coordinator, pool: WorkerPool | undefined) {
  return {
    nats: coordinator.readiness.nats === true,
    storing: coordinator.storing,
    workers: pool?.pids().length ?? 0,
  };
}

/** Opens the port of the metrics, where one is asked for, and says where it is. */
async function openPort(
  { metricsPort, message }: LocalRunOptions,
  coordinator: Coordinator,
  targets: () => ReturnType<WorkerPool['targets']>,
): Promise<MetricsPort | undefined> {
  if (metricsPort === undefined) return undefined;
  const port = await openMetricsPort(coordinator, '127.0.0.1', metricsPort, targets);
  message(`Metrics: ${port.url}/metrics`);
  return port;
}

type MetricsPort = Awaited<ReturnType<typeof openMetricsPort>>;

/** Prometheus has to see the end of the run; without it the run looks as if it had been broken off. */
async function untilScraped(
  { signal, message }: LocalRunOptions,
  port: MetricsPort | undefined,
): Promise<void> {
  await port?.lastScrape(signal, () =>
    message('Waiting until the last figures are scraped; Ctrl-C: do not wait'),
  );
}

function startCoordinator(
  options: LocalRunOptions,
  nats: LocalNats,
  token: string,
  onStorage: (news: StorageNews) => void,
): Promise<Coordinator> {
  return Coordinator.start({
    // Over a server of its own a run hears of it from who watches over the server.
    ...(options.nats === undefined ? {} : { onStorage }),
    nats: nats.coordinator,
    patienceMs: 10_000,
    listen: '127.0.0.1:0',
    security: { token },
    // The lock in the run's directory keeps a second command away; one that was killed is followed at once.
    id: 'local',
    version: VERSION,
    signal: options.signal,
    log: options.message,
  });
}

/** What this part of a run began with. */
interface Part {
  readonly before: Progress;
  readonly recordedBefore: number;
  /** Milliseconds of the process's monotonic clock. */
  readonly started: number;
}

/** Lets the workers train until the run is done, and ends them. Throws what broke the run off. */
async function train(
  { directory, signal }: LocalRunOptions,
  run: Run,
  pool: WorkerPool,
  nats: LocalNats,
  { before, started }: Part,
): Promise<void> {
  await using closers = new Closers();
  const keep = () =>
    keepProgress(directory, {
      seconds: before.seconds + (performance.now() - started) / 1000,
      recorded: run.recorded,
    });
  closers.add(keep);
  closers.add(() => pool.stop(GRACE_MS));
  // At once: the ledger may have fewer outcomes than when it was kept last, if its storage was damaged.
  await keep();
  // A command that is killed leaves word of what was recorded. One that cannot write says so at the end.
  const timer = setInterval(() => void keep().catch(() => undefined), KEEP_MS);
  closers.add(() => clearInterval(timer));
  await Promise.race([run.done, pool.broken, nats.lost, aborted(signal)]);
}

async function finish(
  { manifest, directory, workers, onResults }: LocalRunOptions,
  run: Run,
  { before, recordedBefore }: Part,
  seconds: number,
): Promise<RunResults> {
  const part = { before, recordedBefore, recorded: run.recorded, seconds, workers };
  const results = await keepEnd(directory, manifest, await run.outcomes(), part);
  onResults?.(results);
  return results;
}

async function aborted(signal: AbortSignal): Promise<never> {
  await whenAborted(signal);
  throw signal.reason;
}
