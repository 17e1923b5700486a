import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { RunState } from '../../coordinator/run-state/run-state.ts';
import { progressStatus } from '../../operator/study/progress.ts';
import type { RunResults } from '../../results/results.ts';
import { resultsOf } from '../../results/summary.ts';
import { gridSize } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { metricsOfRun } from '../../test/support/run-metrics.ts';
import {
  began,
  failed,
  manifestOf,
  minimizing,
  progress,
  recorded,
  released,
} from '../../web/fixtures/story.ts';
import { viewOf } from '../../web/view-of.ts';
import { WatchedRun } from '../../web/watched-run.ts';
import { Board } from './board.ts';
import { renderBoard } from './render.ts';

const SHARES = manifestOf(['a', 'b', 'c'], 2, [1, 2]);

/** How the trials of a run stand, and the objective of each arm; null where there is no value. */
interface Told {
  readonly completed: number;
  readonly failed: number;
  readonly training?: number;
  readonly arms: readonly { readonly mean: number | null; readonly stddev?: number | null }[];
}

/** The value of a completed trial after both epochs; undefined: it was not finite any more at the end. */
const values = fc.double({ min: 0.001, max: 1, noNaN: true });
const someEvents = (manifest: Manifest): fc.Arbitrary<RunEvent[]> => {
  const trial = fc.nat(gridSize(manifest.study) - 1);
  const pack = fc.uniqueArray(trial, { minLength: 1, maxLength: 3 });
  const worker = fc.constantFrom('w1', 'w2');
  const completed = fc.tuple(trial, values).map(([index, value]) => recorded(manifest, index, value));
  const event = fc.oneof(
    { weight: 3, arbitrary: completed },
    { weight: 1, arbitrary: completed.map(withoutEnd) },
    { weight: 1, arbitrary: trial.map((index) => failed(manifest, index, 'no room')) },
    { weight: 2, arbitrary: fc.tuple(worker, pack).map(([name, trials]) => began(name, trials)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(worker, pack, fc.nat(10), fc.option(values, { nil: undefined }))
        .map(([name, trials, step, value]) => progress(name, trials, step, value)),
    },
    { weight: 1, arbitrary: fc.tuple(worker, pack).map(([name, trials]) => released(name, trials)) },
  );
  return fc.array(event, { maxLength: 40 });
};

/** The same outcome, but for the objective after the last epoch, which was not finite. */
function withoutEnd(event: RunEvent): RunEvent {
  if (event.kind !== 'recorded') return event;
  const history = Object.fromEntries(
    Object.entries(event.outcome.history).map(([name, [first = null]]) => [name, [first, null]]),
  );
  return { ...event, outcome: { ...event.outcome, metrics: {}, history } };
}

function boardOf(manifest: Manifest, events: readonly RunEvent[]) {
  const board = new Board(manifest, () => 0);
  for (const event of events) board.take(event);
  const lines = renderBoard(board, { columns: 120, rows: 40, colour: false }, 0);
  const text = lines.join('\n');
  return {
    recorded: Number(/(\d+)\/12 trials/.exec(text)?.[1]),
    failed: Number(/(\d+) failed {0,3}/.exec(lines.at(-1)!)?.[1] ?? 0),
    training: (text.match(/[█▏▎▍▌▋▊▉░]{5}/g)?.length ?? 0) - 12,
    means: manifest.study.arms.map(({ label }) =>
      lines
        .find((line) => line.startsWith(` ${label} `))!
        .trim()
        .split(/\s+/)
        .at(-1),
    ),
  };
}

function pageOf(manifest: Manifest, events: readonly RunEvent[]): Told {
  const run = new WatchedRun(manifest, manifest.run, undefined, () => 0);
  for (const event of events) run.take(event);
  const { squares, arms } = viewOf(run, { phase: 'running' }, 0);
  const states = squares.flatMap(({ seeds }) => seeds.map(({ state }) => state));
  const count = (name: string) => states.filter((state) => state === name).length;
  return {
    ...{ completed: count('completed'), failed: count('failed'), training: count('training') },
    arms: arms.map(({ mean, stddev }) => ({ mean, stddev })),
  };
}

async function metricsOf(manifest: Manifest, events: readonly RunEvent[]): Promise<Told> {
  const { metrics, take } = metricsOfRun(manifest, { now: () => 0, wallClock: () => 0 });
  for (const event of events) take(event);
  const lines = new Map(
    (await metrics.text())
      .split('\n')
      .map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]),
  );
  const { run } = manifest;
  const count = (state: string) => lines.get(`fanout_trials{run="${run}",state="${state}"}`)!;
  const { metric } = manifest.study.objective;
  const figure = (name: string, arm: string) =>
    lines.get(`${name}{run="${run}",arm="${arm}",metric="${metric}"}`) ?? null;
  return {
    ...{ completed: count('completed'), failed: count('failed'), training: count('training') },
    arms: manifest.study.arms.map(({ id }) => ({
      mean: figure('fanout_arm_objective', id),
      stddev: figure('fanout_arm_objective_stddev', id),
    })),
  };
}

function statusOf(manifest: Manifest, events: readonly RunEvent[]) {
  const run = new RunState(manifest, () => 0);
  for (const event of events) run.apply(event);
  return progressStatus(run);
}

/** What the run's results say: over the first outcome of each trial, as the ledger has it. */
function endOf(manifest: Manifest, events: readonly RunEvent[]): RunResults {
  const outcomes = events.flatMap((event) => (event.kind === 'recorded' ? [event.outcome] : [])).reverse();
  const ledger = [...new Map(outcomes.map((outcome) => [outcome.trial, outcome])).values()];
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: ledger.length };
  return resultsOf(manifest, ledger, execution);
}

it.each([
  ['maximizes a share', SHARES],
  ['minimizes a loss', minimizing(SHARES)],
])('board, page, metrics, status and results tell the same of a run that %s', async (_, manifest) => {
  await fc.assert(
    fc.asyncProperty(someEvents(manifest), async (events) => {
      const { trials, summary } = endOf(manifest, events);
      const [board, page, metrics, status] = [
        boardOf(manifest, events),
        pageOf(manifest, events),
        await metricsOf(manifest, events),
        statusOf(manifest, events),
      ];
      const { completed, failed } = trials;
      expect(page).toMatchObject({ completed, failed });
      expect(metrics).toMatchObject({ completed, failed, training: page.training });
      expect(status.trials).toEqual({ total: 12, completed, failed });
      expect(board).toMatchObject({ recorded: completed + failed, failed, training: page.training });
      for (const [arm, { mean, stddev }] of summary.entries()) {
        for (const told of [page, metrics]) {
          expect(told.arms[arm]!.mean ?? -1).toBeCloseTo(mean ?? -1, 12);
          expect(told.arms[arm]!.stddev ?? -1).toBeCloseTo(stddev ?? -1, 12);
        }
        const told = page.arms[arm]!.mean;
        if (manifest === SHARES || told === null)
          expect(board.means[arm]).toBe(told === null ? '–' : (100 * told).toFixed(1));
        else expect(Number(board.means[arm])).toBeCloseTo(told, 3);
        expect(status.arms?.[arm]?.mean).toBe(page.arms[arm]!.mean?.toFixed(4));
        expect(status.arms?.[arm]?.stddev).toBe(page.arms[arm]!.stddev?.toFixed(4));
      }
    }),
    { numRuns: 60 },
  );
});
