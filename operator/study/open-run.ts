/** The run of a Study, planned and open: a new one, or the one that there is. */
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { Run } from '../../coordinator/run/run.ts';
import { RunState } from '../../coordinator/run-state/run-state.ts';
import type { Manifest } from '../../study/manifest.ts';
import { isNetworkStudy } from '../../study/study.ts';
import { templateOf } from '../template/of-study.ts';
import { runningNews } from './idle.ts';
import { knownOf, vanished, wasOpen } from './known.ts';
import { nameOf, type StudyObject, studyText, workersOf } from './object.ts';
import type { ConductParts, LogKeeper } from './parts.ts';
import { progressStatus } from './progress.ts';
import type { StatusWriter } from './status-writer.ts';

/** What is there as soon as a run is planned. */
export interface Planned {
  now?: RunState;
  logs?: LogKeeper | undefined;
}

/**
 * Opens the run `id`, and says so in the status. Throws STUDY_INVALID, DATASET_*, RUN_STORE_LOST,
 * INTERRUPTED.
 */
export async function openRun(
  { coordinator, plan, keepLogs, log }: ConductParts,
  study: StudyObject,
  status: StatusWriter,
  id: string,
  onEvent: (event: RunEvent) => void,
  state: Planned,
  signal: AbortSignal,
): Promise<Run> {
  // What is wrong with it is told before anything is read.
  templateOf(study);
  // Planned again after a restart too: it is the same to the last bit, and the status needs its figures
  // before the run is open.
  const planned = await plan(studyText(study), study.metadata.name, signal, (line) => {
    void status.warn('OutdatedField', line, line);
  });
  const createdAt = status.status.startedAt ?? planned.createdAt;
  const manifest: Manifest = { ...planned, run: id, createdAt };
  state.now = new RunState(manifest, () => performance.now() / 1000);
  if (!isNetworkStudy(manifest.study)) state.logs = keepLogs?.(manifest);
  const options = { workers: Math.max(1, workersOf(study).max), onEvent };
  const again = { ...options, known: knownOf(status), planned: manifest };
  const earlier = await coordinator.resumeRun(id, again).catch((error: { code?: string }) => {
    if (error.code !== 'RUN_NOT_FOUND') throw error;
    if (wasOpen(status.status)) throw vanished(id, error);
    return undefined;
  });
  const run = earlier ?? (await coordinator.startRun(manifest, options));
  log('run is open', { study: nameOf(study), run: id, trials: manifest.trials, recorded: run.recorded });
  await status.write({ state: 'Running', startedAt: run.manifest.createdAt, ...progressStatus(state.now) }, [
    { type: 'Accepted', holds: true, reason: 'Valid', message: `${manifest.trials} trials` },
    ...runningNews(status.study(), undefined),
    { type: 'Complete', holds: false, reason: 'Training', message: 'trials are left' },
    { type: 'Failed', holds: false, reason: 'Training', message: 'the run goes on' },
  ]);
  await (earlier
    ? status.tell(
        'Normal',
        'Resumed',
        `run ${id} goes on with ${run.recorded} of ${manifest.trials} outcomes`,
      )
    : status.tell('Normal', 'Started', `run ${id} has ${manifest.trials} trials`));
  return run;
}
