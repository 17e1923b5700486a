import { expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { manifestOf, recorded } from '../../web/fixtures/story.ts';
import { CoordinatorMetrics } from './metrics.ts';

/** Two trials. */
const manifest = manifestOf(['zeros', 'he'], 1, [1]);
const named = (run: string): Manifest => ({ ...manifest, run });
const figures = { waiting: 1, claimed: 0, redelivered: 0, outcomes: 0, storageBytes: 0, apiErrors: 0 };

/** A coordinator's metrics under a clock of the test's own. */
function coordinatorAt(start: number) {
  let now = start;
  let set = 0;
  const metrics = new CoordinatorMetrics({
    version: '0',
    connection: { connected: true, reconnects: 0 },
    storage: () => ({ failures: 0, writable: true }),
    askQueue: async () => figures,
    now: () => now,
    wallClock: () => now + set,
  });
  return {
    metrics,
    /** Sets the machine's clock by so many seconds. */
    setClock: (seconds: number) => {
      set += seconds;
    },
    later: (seconds: number) => {
      now += seconds;
    },
    open: (run: string) => {
      const take = metrics.runOpening(named(run));
      metrics.runOpened(run);
      return take;
    },
    /** The lines of the page that begin with one of these names. */
    lines: async (...names: string[]) =>
      (await metrics.text()).split('\n').filter((line) => names.some((name) => line.startsWith(name))),
  };
}

/** What alerts read of a run. */
const OF_A_RUN = ['fanout_run_info', 'fanout_run_last_progress', 'fanout_queue_packs', 'fanout_run_active'];

it('a run that is closed before its end is shown no longer; that it was meant is said for an hour', async () => {
  const { metrics, open, later, lines } = coordinatorAt(1_000);
  open('paused');
  expect(await lines(...OF_A_RUN)).toHaveLength(5);
  expect(await lines('fanout_run_active')).toEqual(['fanout_run_active{run="paused"} 1']);
  metrics.runClosed('paused', false);
  expect(await lines(...OF_A_RUN)).toEqual(['fanout_run_active{run="paused"} 0']);
  later(1800);
  open('next');
  expect(await lines('fanout_run_active')).toEqual([
    'fanout_run_active{run="next"} 1',
    'fanout_run_active{run="paused"} 0',
  ]);
  later(1801);
  expect(await lines('fanout_run_active')).toEqual(['fanout_run_active{run="next"} 1']);
});

it('a run that is left to another coordinator has nothing said of it, and one that is taken up again is wanted', async () => {
  const { metrics, open, lines } = coordinatorAt(1_000);
  open('one');
  metrics.runClosed('one', true);
  expect(await lines(...OF_A_RUN)).toEqual([]);
  open('one');
  metrics.runClosed('one', false);
  open('one');
  expect(await lines('fanout_run_active')).toEqual(['fanout_run_active{run="one"} 1']);
  metrics.runClosed('one', true);
  expect(await lines('fanout_run_active')).toEqual([]);
});

it('runs that are complete stay in sight when they are closed, the last four of them, and are not wanted', async () => {
  const { metrics, open, lines } = coordinatorAt(1_000);
  const names = ['one', 'two', 'three', 'four', 'five'];
  for (const name of names) {
    const take = open(name);
    for (const trial of [0, 1]) take(recorded(manifest, trial, 0.9));
    take({ kind: 'done' });
    metrics.runClosed(name, false);
  }
  open('next');
  expect(await lines('fanout_run_progress_ratio', 'fanout_run_active{run="one"')).toEqual([
    'fanout_run_active{run="one"} 0',
    ...names.slice(1).map((name) => `fanout_run_progress_ratio{run="${name}"} 1`),
    'fanout_run_progress_ratio{run="next"} 0',
  ]);
  // Nothing else is left of the first either.
  expect((await metrics.text()).match(/run="one"/g)).toHaveLength(1);
});

it('runs that are served at once are shown beside one another, each with its own figures', async () => {
  const { metrics, open, lines } = coordinatorAt(1_000);
  const [one, two] = [open('one'), open('two')];
  one(recorded(manifest, 0, 0.9));
  two({ kind: 'released', pack: '0', trials: [0], worker: 'w', code: 'INTERRUPTED', reason: 'drained' });
  two({ kind: 'began', pack: '0', trials: [0, 1], worker: 'w', attempt: 2 });
  const shown = ['fanout_run_progress_ratio', 'fanout_packs_released', 'fanout_trials_begun_again'];
  expect(await lines(...shown, 'fanout_trial_duration_seconds_count', 'fanout_queue_packs{')).toEqual([
    'fanout_trial_duration_seconds_count{run="one"} 1',
    'fanout_trial_duration_seconds_count{run="two"} 0',
    'fanout_packs_released_total{run="two",code="INTERRUPTED"} 1',
    'fanout_trials_begun_again_total{run="one"} 0',
    'fanout_trials_begun_again_total{run="two"} 2',
    'fanout_run_progress_ratio{run="one"} 0.5',
    'fanout_run_progress_ratio{run="two"} 0',
    'fanout_queue_packs{run="one",study="story",state="waiting"} 1',
    'fanout_queue_packs{run="one",study="story",state="claimed"} 0',
    'fanout_queue_packs{run="two",study="story",state="waiting"} 1',
    'fanout_queue_packs{run="two",study="story",state="claimed"} 0',
  ]);
  metrics.runClosed('one', false);
  expect((await metrics.text()).match(/run="one"/g)).toHaveLength(1);
  // A name has its type but once, whatever runs there are: Prometheus refuses a page otherwise.
  const types = [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(new Set(types).size).toBe(types.length);
});

it('counts what happened before a run is open only once it is: a restart is no sudden growth', async () => {
  const { metrics, lines } = coordinatorAt(1_000);
  const take = metrics.runOpening(named('old'));
  take(recorded(manifest, 0, 0.9));
  expect(await lines('fanout_trial_duration_seconds_count')).toEqual([]);
  take(recorded(manifest, 1, 0.9));
  metrics.runOpened('old');
  expect(await lines('fanout_trial_duration_seconds_count')).toEqual([
    'fanout_trial_duration_seconds_count{run="old"} 2',
  ]);
});

it('a run that was complete before it was taken up is not active', async () => {
  const { metrics, lines } = coordinatorAt(1_000);
  metrics.runOpening(named('old'))({ kind: 'done' });
  metrics.runOpened('old');
  expect(await lines('fanout_run_active')).toEqual(['fanout_run_active{run="old"} 0']);
});

it('closing another run than the one in sight hides nothing', async () => {
  const { metrics, open, lines } = coordinatorAt(1_000);
  open('shown');
  metrics.runClosed('removed', false);
  expect(await lines('fanout_run_info')).toHaveLength(1);
  expect(await lines('fanout_run_active')).toEqual([
    'fanout_run_active{run="shown"} 1',
    'fanout_run_active{run="removed"} 0',
  ]);
});

it.each([7_200, -7_200])(
  'a clock that is set by %d s ends no worker, and keeps no dead one alive',
  async (by) => {
    const { metrics, open, later, setClock, lines } = coordinatorAt(1_000);
    open('stepped');
    metrics.heartbeat({
      worker: { worker: 'w' },
      state: 'WORKER_STATE_TRAINING',
      memoryBytes: 1,
    } as Parameters<typeof metrics.heartbeat>[0]);
    later(5);
    setClock(by);
    const states = () => lines('fanout_workers{');
    expect(await states()).toContain('fanout_workers{state="training"} 1');
    // Prometheus goes by the clock that was set: five seconds ago.
    expect(await lines('fanout_worker_last_heartbeat', 'fanout_run_last_progress')).toEqual(
      expect.arrayContaining([
        `fanout_worker_last_heartbeat_timestamp_seconds{worker="w"} ${1_000 + by}`,
        `fanout_run_last_progress_timestamp_seconds{run="stepped"} ${1_000 + by}`,
      ]),
    );
    later(60);
    expect(await states()).toContain('fanout_workers{state="lost"} 1');
    later(600);
    expect((await states()).filter((line) => line.endsWith(' 1'))).toEqual([]);
  },
);
