/**
 * One Study, from its spec to its results: accept → plan → open the run → workers until every trial has its
 * outcome → results. The run itself is the one of the command line (`coordinator.ts`); here is only what a
 * cluster adds.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { newRunId } from '../../coordinator/run/manifest.ts';
import type { Run } from '../../coordinator/run/run.ts';
import type { RunState } from '../../coordinator/run-state/run-state.ts';
import { isNetworkStudy } from '../../study/study.ts';
import { workersWanted } from '../scaling/scale.ts';
import { Crew } from '../workers/crew.ts';
import { RUN_LABEL } from '../workers/job.ts';
import { workersReady } from './conditions.ts';
import { ensureFinalizer } from './finalizer.ts';
import { idleReason, runningNews, stateOf } from './idle.ts';
import { triedAgain } from './known.ts';
import { nameOf, type StudyObject, specHash, workersOf } from './object.ts';
import { openRun, type Planned } from './open-run.ts';
import { packSizeOf } from './pack-size.ts';
import type { ConductParts } from './parts.ts';
import { progressStatus } from './progress.ts';
import { standingOf } from './standing.ts';
import type { StatusWriter } from './status-writer.ts';
import { WorkerTroubles } from './worker-troubles.ts';
import type { Orders } from './works.ts';

export type { ConductParts } from './parts.ts';

/**
 * Works on a Study until its run is done, or is to have no workers and has none, or the signal of `orders`
 * ends it. `study`: the newest that is known of
 * it.
 */
export async function conduct(
  parts: ConductParts,
  study: () => StudyObject,
  status: StatusWriter,
  orders: Orders,
): Promise<void> {
  const { signal } = orders;
  await ensureFinalizer(parts.cluster, study, signal);
  const id = await chooseRun(parts, study(), status);
  const state: Planned = {};
  const crew = new Crew(parts.cluster, id, {
    tokenFor: (worker) => parts.coordinator.tokenFor(id, worker),
  });
  const onEvent = (event: RunEvent) => {
    crew.event(event);
    state.now?.apply(event);
    state.logs?.take(event);
    if (event.kind === 'released' && event.code !== 'INTERRUPTED') {
      const { worker, code, reason } = event;
      void status.warn('PackGivenBack', `worker ${worker} handed a pack back: ${code}: ${reason}`, code);
    }
  };
  const run = await openRun(parts, study(), status, id, onEvent, state, signal);
  if (!isNetworkStudy(run.manifest.study)) crew.runsProgram(run.manifest.study.trainer);
  const unsubscribe = parts.coordinator.heartbeats.add((heartbeat) => crew.heartbeat(heartbeat));
  run.setDraining((worker) => crew.isLeaving(worker));
  let paused = false;
  try {
    const over = await train(parts, study, status, run, crew, state.now!, orders);
    paused = !over && !signal.aborted;
    if (over) await finish(parts, study(), status, run, crew, state.now!);
  } catch (error) {
    // How many outcomes there were: the next try does not take fewer for all of them.
    await status.write(progressStatus(state.now!)).catch(() => undefined);
    throw triedAgain(error);
  } finally {
    unsubscribe();
    await state.logs?.close();
    // Of a Study that was edited or deleted the run is removed next, which says that it is given up.
    await parts.coordinator.closeRun(id, { active: !paused });
  }
}

/**
 * Takes away everything of a run: its workers, and what NATS has of it. What was written as a file stays.
 * Safe to repeat.
 */
export async function removeRun(
  { cluster, coordinator }: Pick<ConductParts, 'cluster' | 'coordinator'>,
  run: string,
): Promise<void> {
  await new Crew(cluster, run).dismiss();
  await coordinator.removeRun(run);
}

/** The run of this spec: the one in the status, or a new one, written there before anything of it is made. */
async function chooseRun(parts: ConductParts, study: StudyObject, status: StatusWriter): Promise<string> {
  const { run, specHash: of } = status.status;
  const hash = specHash(study);
  if (run !== undefined && of === hash) return run;
  if (run !== undefined) {
    await removeRun(parts, run);
    const begun = status.status.startedAt !== undefined;
    if (begun)
      await status.tell('Normal', 'Replaced', `the spec has changed: run ${run} is given up for a new one`);
  }
  const id = newRunId(study.metadata.name, new Date());
  await status.reset({ run: id, selector: `${RUN_LABEL}=${id}`, specHash: hash, state: 'Preparing' }, [
    {
      type: 'Running',
      holds: false,
      reason: 'Preparing',
      message: 'the dataset is read and the run is planned',
    },
    { type: 'Complete', holds: false, reason: 'Preparing', message: 'the run has not begun' },
    { type: 'Failed', holds: false, reason: 'Preparing', message: 'the run has not begun' },
  ]);
  return id;
}

/**
 * Until every trial has its outcome: true. False when the signal ends it, or the run is to have no workers
 * and has none left.
 */
async function train(
  parts: ConductParts,
  study: () => StudyObject,
  status: StatusWriter,
  run: Run,
  crew: Crew,
  runState: RunState,
  { signal, isYielding }: Orders,
): Promise<boolean> {
  const done = run.done.then(() => true);
  // Heard when it is waited for; until then nobody needs to.
  done.catch(() => undefined);
  const packSize = packSizeOf(run.manifest, workersOf(study()).max);
  const troubles = new WorkerTroubles(status, parts.log);
  while (!signal.aborted) {
    const now = study();
    const trialsLeft = run.manifest.trials - runState.recorded;
    // With all outcomes there it is done in a moment, and not suspended.
    const idle = trialsLeft > 0 ? idleReason(now, isYielding()) : undefined;
    const wanted = idle ? 0 : workersWanted({ ...workersOf(now), trialsLeft, packSize });
    const { workers, problem } = await crew.adjust(now, (there) =>
      parts.shares.allot({ ...standingOf(now, parts.priorityOf(now)), wanted, there }),
    );
    const left = idle !== undefined && workers === 0;
    try {
      await status.write(
        // Nothing is said where their number is not known: none means that nobody has to look again.
        {
          ...(workers === undefined ? {} : { state: stateOf(idle, left), workers }),
          ...progressStatus(runState),
        },
        [...runningNews(now, idle), workersReady(problem)],
      );
      if (left) return false;
    } catch (error) {
      parts.log('could not write how the study stands; will try again', { error: (error as Error).message });
    }
    await troubles.look(problem);
    const waited = pause(parts.everyMs, false, { signal }).catch(() => false);
    if (await Promise.race([done, waited])) return true;
  }
  return false;
}

async function finish(
  { keep, log }: ConductParts,
  study: StudyObject,
  status: StatusWriter,
  run: Run,
  crew: Crew,
  runState: RunState,
): Promise<void> {
  await crew.dismiss();
  const { manifest } = run;
  const { results, report } = await keep(manifest, await run.outcomes(), workersOf(study).max);
  const verdict = results.verdict.summary.join(' ');
  const { completed, failed } = results.trials;
  const text = `${completed} trials completed, ${failed} failed`;
  await status.write(
    {
      ...progressStatus(runState),
      state: 'Completed',
      workers: 0,
      verdict,
      report,
      finishedAt: results.finishedAt,
    },
    [
      { type: 'Running', holds: false, reason: 'Done', message: text },
      {
        type: 'Complete',
        holds: true,
        reason: failed === 0 ? 'Completed' : 'CompletedWithFailures',
        message: text,
      },
      { type: 'Failed', holds: false, reason: 'Completed', message: text },
      { type: 'WorkersReady', holds: true, reason: 'Done', message: 'no worker is needed any more' },
    ],
  );
  await status.tell(failed === 0 ? 'Normal' : 'Warning', 'Completed', `${text}. ${verdict}`);
  log('run is done', { study: nameOf(study), run: manifest.run, completed, failed });
}
