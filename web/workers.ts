import { groupBy } from '../coordinator/run-state/counts.ts';
import type { TrialState } from '../coordinator/run-state/trial.ts';
import { count } from '../report/format.ts';
import { percent } from '../report/wording/numbers.ts';
import { hasFolds } from '../study/folds.ts';
import type { Study } from '../study/study.ts';
import type { WorkerPart } from './view.ts';
import type { WatchedRun } from './watched-run.ts';

/** So many are told one by one. */
const MOST = 64;

/**
 * The workers that spoke lately, those that are lost first. `over`: they have ended with the command. `now`:
 * Unix time in seconds. Pure.
 */
export function workersOf(
  { fleet, runState, throughput }: WatchedRun,
  over: boolean,
  now: number,
): WorkerPart[] {
  const training = runState.trials.filter((trial) => runState.stateOf(trial) === 'training');
  const held = groupBy(training, ({ worker }) => worker);
  return fleet
    .members(now)
    .sort((a, b) => Number(b.state === 'lost') - Number(a.state === 'lost') || (a.worker < b.worker ? -1 : 1))
    .slice(0, MOST)
    .map(({ worker: name, state }) => {
      const trials = held.get(name) ?? [];
      const busy = trials.length > 0 && state !== 'lost' && !over;
      return {
        name,
        state: over ? 'ended' : busy ? 'training' : state,
        work: busy ? workText(trials, runState.manifest.study) : '',
        // 0: nobody counts them, as where programs train.
        examplesPerSecond: (busy && Math.round(throughput.rateOf(name) ?? 0)) || null,
      };
    });
}

function workText(trials: readonly TrialState[], study: Study): string {
  const { fold, seed } = trials[0]!.trial;
  const where = [
    ...(hasFolds(study) ? [`fold ${fold}`] : []),
    ...(study.seeds.length > 1 || !hasFolds(study) ? [`seed ${seed}`] : []),
  ].join(', ');
  return `${count(trials.length, 'trial')} of ${where}: ${percent(trials[0]!.done, 0)}`;
}
