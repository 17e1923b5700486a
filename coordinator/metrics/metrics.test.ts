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
      metrics.runOpened();
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

it('a run that is complete stays in sight when it is closed, until the next is opened, and is not wanted', async () => {
  const { metrics, open, lines } = coordinatorAt(1_000);
  const take = open('whole');
  for (const trial of [0, 1]) take(recorded(manifest, trial, 0.9));
  take({ kind: 'done' });
  metrics.runClosed('whole', false);
  expect(await lines('fanout_run_progress_ratio', 'fanout_run_active')).toEqual([
    'fanout_run_active{run="whole"} 0',
    'fanout_run_progress_ratio 1',
  ]);
  open('next');
  expect(await lines('fanout_run_progress_ratio', 'fanout_run_active')).toEqual([
    'fanout_run_active{run="next"} 1',
    'fanout_run_active{run="whole"} 0',
    'fanout_run_progress_ratio 0',
  ]);
});

it('a run that was complete before it was taken up is not active', async () => {
  const { metrics, lines } = coordinatorAt(1_000);
  metrics.runOpening(named('old'))({ kind: 'done' });
  metrics.runOpened();
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
        `fanout_run_last_progress_timestamp_seconds ${1_000 + by}`,
      ]),
    );
    later(60);
    expect(await states()).toContain('fanout_workers{state="lost"} 1');
    later(600);
    expect((await states()).filter((line) => line.endsWith(' 1'))).toEqual([]);
  },
);
