import { runPart } from './grid.ts';
import { leadPart, type Standing } from './lead.ts';
import { troublesOf } from './troubles.ts';
import { isFinal, type WatchView } from './view.ts';
import type { WatchedRun } from './watched-run.ts';
import { workersOf } from './workers.ts';

/**
 * Everything that the page shows of a run now. `now`: Unix time in seconds; of a run that is over, when it
 * ended. Pure.
 */
export function viewOf(run: WatchedRun, standing: Standing, now: number): WatchView {
  return {
    run: runPart(run.manifest),
    lead: leadPart(run, standing, now),
    ...run.grid.draw(),
    workers: workersOf(run, isFinal(standing.phase), now),
    throughput: run.throughput.part(now),
    troubles: troublesOf(run),
  };
}
