import type { RunState } from '../../coordinator/run-state/run-state.ts';
import { finalSpread } from '../../coordinator/run-state/values.ts';
import { bestFirst } from '../../study/direction.ts';
import type { StudyStatus } from '../resource/status.ts';

/** The fields of a Study's status that the outcomes of its run decide. Pure. */
export function progressStatus(
  run: RunState,
): Pick<StudyStatus, 'progress' | 'trials' | 'best' | 'metric' | 'mean' | 'arms'> {
  const { study, trials: total } = run.manifest;
  const { metric, direction } = study.objective;
  const arms = study.arms.map(({ id }, place) => ({ id, spread: finalSpread(run.arms[place]!) }));
  const means = arms.flatMap(({ id, spread }) => (spread ? [{ id, mean: spread.mean }] : []));
  const better = bestFirst(direction);
  const [best] = means.sort((a, b) => better(a.mean, b.mean));
  return {
    progress: `${run.recorded}/${total}`,
    trials: { total, ...run.outcomes },
    metric,
    ...(best ? { best: best.id, mean: best.mean.toFixed(4) } : {}),
    arms: arms.map(({ id, spread }, place) => ({
      arm: id,
      trials: run.arms[place]!.filter(({ state }) => state === 'completed').length,
      ...(spread ? { mean: spread.mean.toFixed(4) } : {}),
      ...(spread?.stddev === undefined ? {} : { stddev: spread.stddev.toFixed(4) }),
    })),
  };
}
