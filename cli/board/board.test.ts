import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { armCalled } from '../../study/fixtures/arm.ts';
import type { Manifest } from '../../study/manifest.ts';
import { metricsOf } from '../../study/metrics.ts';
import { Board, retries, secondsLeft } from './board.ts';
import { renderBoard } from './render.ts';
import { clock, fitLeft, fitNumber } from './style.ts';
import { toldOf } from './told.ts';

const manifest = (folds = 3, seeds = [1], initializers = ['zeros', 'he_normal']) =>
  ({
    run: 'quickstart-1',
    trials: initializers.length * folds * seeds.length,
    folds: Array.from({ length: folds }, () => ({ train: 100 })),
    study: {
      name: 'quickstart',
      arms: initializers.map((id) => armCalled(id)),
      folds: { count: folds },
      seeds,
      metrics: metricsOf(10),
      settings: { training: { epochs: 1 } },
      objective: { metric: 'accuracy' },
    },
  }) as unknown as Manifest;

const completed = (trial: number, accuracy: number, kinds: string[] = [], old = false): RunEvent =>
  ({
    kind: 'recorded',
    old,
    outcome: {
      trial,
      status: 'completed',
      metrics: { accuracy },
      history: {},
      findings: kinds.map((kind) => ({ kind })),
    },
  }) as unknown as RunEvent;

const STORY: RunEvent[] = [
  { kind: 'began', pack: '0-1', trials: [0, 1], attempt: 1, worker: 'w1' },
  completed(0, 0.107, ['did_not_learn']),
  completed(1, 0.951),
  { kind: 'began', pack: '2-3', trials: [2, 3], attempt: 1, worker: 'w1' },
  {
    kind: 'progress',
    pack: '2-3',
    worker: 'w1',
    step: 1,
    steps: 2,
    examples: 64,
    examplesPerSecond: 4321,
    trials: [{ trial: 2 }, { trial: 3 }],
  },
];
function boardAfter(events: readonly RunEvent[], of = manifest()): Board {
  const board = new Board(of, () => 0);
  board.heard('w1', 'WORKER_STATE_TRAINING');
  for (const event of events) board.take(event);
  return board;
}
const drawn = (events: readonly RunEvent[], columns = 80, of = manifest()) =>
  renderBoard(boardAfter(events, of), { columns, rows: 24, colour: false }, 10_000);

describe('the board', () => {
  it('shows the grid filling in, and how far and how fast', () => {
    expect(drawn(STORY)).toEqual([
      '',
      ' quickstart  quickstart-1',
      '',
      '             fold 0  fold 1  fold 2   mean',
      ' zeros        10.7†   ██▌░░       ·   10.7',
      ' he_normal    95.1    ██▌░░       ·   95.1',
      '',
      ` ${'█'.repeat(30)}${'░'.repeat(30)}`,
      ' 2/6 trials   4,321 examples/s   0:10   about 0:10 left',
      ' 1 of 1 workers training   † has a finding',
    ]);
  });

  it('says nothing of examples where programs train, which do not count them', () => {
    const uncounted = STORY.map((event) =>
      event.kind === 'progress' ? { ...event, examples: 0, examplesPerSecond: 0 } : event,
    );
    const lines = drawn(uncounted).join('\n');
    expect(lines).toContain('2/6 trials   0:10');
    expect(lines).not.toContain('examples');
  });

  it('fits every width, with and without colour', () => {
    const wide = manifest(
      12,
      [1, 2],
      Array.from({ length: 40 }, (_, index) => `initializer-with-a-long-name-${index}`),
    );
    for (const columns of [40, 60, 80, 120, 300]) {
      for (const line of drawn(STORY, columns, wide)) expect([...line].length).toBeLessThanOrEqual(columns);
      expect(drawn(STORY, columns, wide).length).toBeLessThanOrEqual(24);
    }
    const coloured = renderBoard(boardAfter(STORY), { columns: 80, rows: 24, colour: true }, 10_000).join(
      '\n',
    );
    expect(coloured).toContain('\x1b[38;5;');
  });

  it('keeps what is recorded, whatever an old message says', () => {
    const late: RunEvent = { kind: 'began', pack: '0', trials: [0], attempt: 2, worker: 'w2' };
    expect(boardAfter([...STORY, late, completed(0, 0.9)]).run.trials[0]).toMatchObject({
      ...{ state: 'completed', value: 0.107 },
    });
  });

  it('counts a pack that came back as waiting again', () => {
    const back: RunEvent = {
      kind: 'released',
      pack: '2-3',
      worker: 'w1',
      code: 'OUT_OF_MEMORY',
      reason: '',
      trials: [2, 3],
    };
    const board = boardAfter([...STORY, back]);
    board.workersLost += 1;
    expect([board.run.trials[2]!.state, retries(board), board.run.recorded]).toEqual(['queued', 2, 2]);
  });

  it('does not take what was recorded before for speed', () => {
    const resumed = boardAfter([completed(0, 0.1, [], true), completed(1, 0.1, [], true), completed(2, 0.1)]);
    expect(secondsLeft(resumed, 10_000)).toBeCloseTo(30, 6);
    expect(secondsLeft(boardAfter([]), 10_000)).toBeUndefined();
  });
});

it('lines, where there is no terminal: one for each outcome, none for what was there before', () => {
  const { run } = boardAfter(STORY);
  expect(toldOf(run, STORY[1]!, 4321)?.text).toBe(
    '[2/6] zeros/0/1 accuracy 10.70% (did_not_learn), 4,321 examples/s in all',
  );
  expect(toldOf(run, completed(0, 0.5, [], true), 4321)).toBeUndefined();
});

it('times and widths', () => {
  expect([clock(7.4), clock(750), clock(11_100)]).toEqual(['0:07', '12:30', '3:05:00']);
  expect([fitLeft('abc', 5), fitLeft('abcdef', 4)]).toEqual(['abc  ', 'abc…']);
  const numbers = [0.43118, 0.001, -0.012345, 12345.6, 999.96, 1234567, 1.234e-9, 0, 2];
  expect(numbers.map((value) => fitNumber(value, 6))).toEqual([
    ...['0.4312', '0.0010', '-0.012', '12346', '1000', '1.2e+6', '1.2e-9', '0.000', '2.000'],
  ]);
});
