/**
 * A run on this machine, as a table of contents: a nats-server, a coordinator in this process, workers as processes of their
 * own; the board while it lasts; results and a report at its end. However it ends, nothing of it stays behind but its directory.
 */

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Coordinator } from '../../coordinator/coordinator.ts';
import type { Run } from '../../coordinator/run/run.ts';
import { asFanoutError, FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../proto/manifest.ts';
import type { RunResults } from '../../proto/results.ts';
import { resultsOf } from '../../results/summary.ts';
import { writeWhole } from '../../results/write-whole.ts';
import type { Watch } from '../../web/watch.ts';
import { whenAborted } from '../processes/stop-signal.ts';
import { keepResults } from '../results/keep.ts';
import { VERSION } from '../version.ts';
import { interrupted, resumable } from './broken-off.ts';
import { keepSeconds, makeRunDirectory, type RunDirectory, secondsBefore } from './directory.ts';
import { lockRun } from './lock.ts';
import { openMetricsPort } from './metrics-port.ts';
import { type LocalNats, provideNats } from './nats.ts';
import { startSilenceWatch } from './silence.ts';
import { storageLine } from './storage-words.ts';
import { startView, together, type View } from './view.ts';
import { startWorkers, type WorkerPool } from './workers.ts';

export interface LocalRunOptions {
  readonly manifest: Manifest;
  readonly directory: RunDirectory;
  /** Go on with what the directory's storage has, instead of starting anew. */
  readonly resume: boolean;
  /** What a user goes on with when it is broken off: the whole, if this is a part of one. Default: this run. */
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
  /** Show nothing of the run while it lasts. */
  readonly quiet?: boolean;
  readonly signal: AbortSignal;
  readonly message: (text: string) => void;
}

/** How long workers get to hand back what they hold. */
const GRACE_MS = 8_000;

/** Runs a study to its end. Throws INTERRUPTED when `signal` is aborted; the run can then be resumed. */
export async function localRun(options: LocalRunOptions): Promise<RunResults> {
  const { manifest, directory, message, signal } = options;
  await makeRunDirectory(directory);
  const unlock = lockRun(directory);
  // Until the run is open there is nothing in its directory that anyone could use.
  let kept = options.resume;
  const discard = () => (kept ? undefined : rm(directory.path, { recursive: true, force: true }));
  const closers: (() => Promise<void> | void)[] = [discard, unlock];
  try {
    if (!options.resume) await writeWhole(directory.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    let view: View | undefined;
    const nats = await provideNats(options.nats, {
      directory,
      workers: options.workers,
      message,
      onStorage: (report) => (view?.storage ? view.storage(report) : message(storageLine(report))),
    });
    closers.push(() => nats.stop());
    const token = randomBytes(24).toString('base64url');
    const coordinator = await Coordinator.start({
      nats: nats.coordinator,
      patienceMs: 10_000,
      listen: '127.0.0.1:0',
      security: { token },
      // The lock in the run's directory keeps a second command away; one that was killed is followed at once.
      id: 'local',
      version: VERSION,
      log: message,
    });
    closers.push(() => coordinator.stop());
    const { metricsPort } = options;
    let pool: WorkerPool | undefined;
    const port =
      metricsPort === undefined
        ? undefined
        : await openMetricsPort(coordinator, '127.0.0.1', metricsPort, () => pool?.targets() ?? []);
    if (port) {
      closers.push(() => port.stop());
      message(`Metrics: ${port.url}/metrics`);
    }
    const results = await conduct(options, coordinator, nats, token, closers, {
      onOpen: () => {
        kept = true;
      },
      onPool: (started) => {
        pool = started;
      },
      onView: (started) => {
        view = options.quiet ? undefined : started;
      },
    });
    // Prometheus has to see the end of the run; without it the run looks as if it had been broken off.
    await port?.lastScrape(signal, () =>
      message('Waiting until the last figures are scraped; Ctrl-C: do not wait'),
    );
    return results;
  } catch (error) {
    throw signal.aborted && !(error instanceof FanoutError && error.code !== 'INTERRUPTED')
      ? interrupted(options.whole ?? directory)
      : error;
  } finally {
    for (const close of closers.reverse()) await Promise.resolve(close()).catch(() => undefined);
  }
}

interface Hooks {
  readonly onOpen: () => void;
  readonly onPool: (pool: WorkerPool) => void;
  readonly onView: (view: View) => void;
}

async function conduct(
  options: LocalRunOptions,
  coordinator: Coordinator,
  nats: LocalNats,
  token: string,
  closers: (() => Promise<void> | void)[],
  { onOpen, onPool, onView }: Hooks,
): Promise<RunResults> {
  const { manifest, directory, signal } = options;
  const before = await secondsBefore(directory);
  const started = performance.now();
  const page = options.watch ? [options.watch.follow(manifest)] : [];
  let pool: WorkerPool | undefined;
  const sight = () => ({ nats: coordinator.readiness.nats === true, workers: pool?.pids().length ?? 0 });
  const silence = startSilenceWatch(sight, options.message);
  const view = together([...(options.quiet ? [] : [startView(manifest)]), silence, ...page]);
  closers.push(() => view.stop());
  onView(view);
  coordinator.heartbeats.add(view.heartbeat);
  // The lock on the directory says that nobody else works on this run.
  const plan = { workers: options.workers, onEvent: view.event, alone: true };
  const run = options.resume
    ? await coordinator.resumeRun(manifest.run, plan)
    : await coordinator.startRun(manifest, plan);
  onOpen();
  const recordedBefore = run.recorded;
  if (run.recorded < manifest.trials) {
    pool = startPool(options, coordinator, nats, token, view);
    onPool(pool);
    try {
      await Promise.race([run.done, pool.broken, nats.lost, aborted(signal)]);
    } catch (thrown) {
      throw run.recorded === 0 || signal.aborted
        ? thrown
        : resumable(asFanoutError(thrown), options.whole ?? directory);
    } finally {
      await pool.stop(GRACE_MS);
      await keepSeconds(directory, before + (performance.now() - started) / 1000);
    }
  }
  await run.done;
  const seconds = (performance.now() - started) / 1000;
  view.stop();
  return finish(options, run, { before, seconds, recordedBefore });
}

function startPool(
  options: LocalRunOptions,
  coordinator: Coordinator,
  nats: LocalNats,
  token: string,
  view: View,
): WorkerPool {
  return startWorkers({
    count: options.workers,
    run: options.manifest.run,
    backend: options.backend,
    threads: options.threads,
    metrics: options.metricsPort !== undefined,
    logs: options.directory.logs,
    environment: (worker) => ({
      ...nats.workerEnvironment(worker),
      FANOUT_COORDINATOR: coordinator.address,
      FANOUT_TOKEN: token,
    }),
    onLost: view.workerLost,
  });
}

async function finish(
  options: LocalRunOptions,
  run: Run,
  { before, seconds, recordedBefore }: { before: number; seconds: number; recordedBefore: number },
): Promise<RunResults> {
  const { manifest, directory, workers } = options;
  const results = resultsOf(manifest, await run.outcomes(), {
    workers,
    seconds: before + seconds,
    secondsOfThisPart: seconds,
    recordedInThisPart: run.recorded - recordedBefore,
  });
  await keepResults(directory, manifest, results);
  options.onResults?.(results);
  return results;
}

async function aborted(signal: AbortSignal): Promise<never> {
  await whenAborted(signal);
  throw signal.reason;
}
