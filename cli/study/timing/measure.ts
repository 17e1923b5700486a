/** Measures, on this machine, what the packs of a study take. */
import { availableParallelism } from 'node:os';
import type { Backend, Engine } from '../../../engines/engine.ts';
import { loadEngine } from '../../../engines/load.ts';
import { asFanoutError } from '../../../proto/errors.ts';
import { gridSize } from '../../../study/grid.ts';
import type { NetworkStudy } from '../../../study/study.ts';
import { BY_CPU, BY_WALL, paceOf } from '../../../worker/trainers/network/calibrate.ts';
import type { ExampleFacts, FoldSize } from '../../../worker/trainers/network/made-up-examples.ts';
import { packsOf } from './kinds.ts';
import { type Measured, runTimeOf } from './run-time.ts';
import { timeLine } from './words.ts';

/** Time for all measurements together; a step that is under way ends behind it. */
const BUDGET_MS = 2000;
/** The most kinds of packs that are measured, those with the most work; the others follow from these. */
const MOST_MEASURED = 4;

/** What is timed, and as what run. */
export interface Timing {
  readonly study: NetworkStudy;
  readonly facts: ExampleFacts;
  readonly fold: FoldSize;
  readonly backend: Backend | 'auto';
  /** Absent: one for each core. */
  readonly workers?: number | undefined;
}

/**
 * A line that tells how long a trial and the run take here. Never rejects: where nothing can be measured the
 * line says why.
 */
export async function timeLineOf({ study, facts, fold, backend, ...asked }: Timing): Promise<string> {
  const cores = availableParallelism();
  const workers = Math.min(asked.workers ?? cores, gridSize(study));
  let engine: Engine | undefined;
  try {
    const threads = Math.max(1, Math.floor(cores / workers));
    engine = await loadEngine(backend, { threads });
    const alone = engine.backend === 'wasm' || (engine.backend === 'tfjs-node' && threads === 1);
    const planned = packsOf(study, facts.shape, workers);
    const costliest = [...planned.kinds].sort(([, a], [, b]) => b.totalWork - a.totalWork);
    const chosen = costliest.slice(0, MOST_MEASURED);
    const measured = new Map<string, Measured>();
    for (const [kind, { settings }] of chosen) {
      const timed = { study, settings, facts, ...fold };
      const pace = await paceOf(engine, timed, BUDGET_MS / chosen.length, alone ? BY_CPU : BY_WALL);
      measured.set(kind, { pace, trials: settings.length });
    }
    const time = runTimeOf(planned, measured, { fold, workers, cores });
    return timeLine(time, { workers, backend: engine.backend, atMost: stopsEarly(study) });
  } catch (thrown) {
    return `time: not estimated: ${asFanoutError(thrown).message}`;
  } finally {
    engine?.dispose();
  }
}

/** Whether trials of a study may end before their last epoch. Pure. */
function stopsEarly({ settings, arms }: NetworkStudy): boolean {
  return [settings, ...arms.map((arm) => arm.settings)].some(({ training }) => training?.earlyStopping);
}
