import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../coordinator/run/events.ts';
import type { RunResults } from '../results/results.ts';
import type { Manifest } from '../study/manifest.ts';
import { commandManifest } from '../test/support/command-manifest.ts';
import { began, failed, manifestOf, minimizing, progress, recorded, released } from './fixtures/story.ts';
import type { Standing } from './lead.ts';
import { viewOf } from './view-of.ts';
import { WatchedRun } from './watched-run.ts';

const manifest = manifestOf(['zeros', 'he'], 2, [1, 2]);
const heartbeat = (worker: string) =>
  ({ worker: { worker }, state: 'WORKER_STATE_TRAINING', memoryBytes: 1 }) as never;

/** The page after these events, each a second after the one before. */
function pageAfter(
  events: readonly RunEvent[],
  standing: Standing = { phase: 'running' },
  of: Manifest = manifest,
) {
  let now = 1000;
  const run = new WatchedRun(of, of.run, undefined, () => now);
  run.heartbeat(heartbeat('w1'));
  for (const event of events) {
    now += 1;
    run.take(event);
  }
  const later = (seconds: number) => {
    now += seconds;
    return viewOf(run, standing, now);
  };
  return { view: viewOf(run, standing, now), run, later };
}

describe('the grid', () => {
  // Seed by seed, fold by fold, arm by arm: trial 5 is `he`, fold 0, seed 2.
  const { view } = pageAfter([
    recorded(manifest, 1, 0.9),
    began('w1', [5], 2),
    progress('w1', [5], 4, 0.71),
    recorded(manifest, 0, 0.1, [{ kind: 'did_not_learn', chance: 0.1 }]),
    failed(manifest, 3, 'OUT_OF_MEMORY: no room'),
  ]);

  it('has a square for each arm and fold, with its seeds', () => {
    expect(view.squares).toHaveLength(4);
    expect(view.squares[2]).toMatchObject({
      mean: 0.9,
      seeds: [
        { seed: 1, state: 'completed', value: 0.9, done: 1 },
        { seed: 2, state: 'training', value: 0.71, done: 0.4, attempt: 2, worker: 'w1' },
      ],
    });
    expect(view.squares[0]!.seeds[0]).toMatchObject({ findings: ['did_not_learn'] });
    expect(view.squares[3]).toMatchObject({
      mean: null,
      step: null,
      seeds: [{ state: 'failed', reason: 'OUT_OF_MEMORY: no room' }, { state: 'queued' }],
    });
  });

  it('has each arm’s mean, and its curve over what is known so far', () => {
    expect(view.arms[1]).toEqual({
      mean: 0.9,
      stddev: null,
      completed: 1,
      trials: 4,
      learned: true,
      curve: [
        [1, 0.58],
        [2, 0.9],
      ],
    });
    expect(view.arms[0]).toMatchObject({ learned: false });
  });

  it('tells the last lines of a program that failed, and where its log is', () => {
    const ofProgram = commandManifest('r', { program: 'true' });
    const lines = Array.from({ length: 20 }, (_, index) => `  line ${index}`);
    const reason = `PROGRAM_FAILED: status 1; its last lines:\n${lines.join('\n')}`;
    const page = pageAfter([failed(ofProgram, 1, reason)], undefined, ofProgram).view;
    expect(page.troubles).toEqual([
      {
        kind: 'failed',
        title: 'a/1/1 failed',
        text: 'PROGRAM_FAILED: status 1',
        lines: Array.from({ length: 12 }, (_, index) => `line ${index + 8}`),
        log: 'a/1/1',
      },
    ]);
    expect([page.run.logs, view.run.logs]).toEqual([true, false]);
    expect([page.run.counts, view.run.counts]).toEqual([false, true]);
    const one = commandManifest('one', { program: 'true', folds: 1 });
    expect([page, pageAfter([], undefined, one).view].map(({ run }) => run.hasFolds)).toEqual([true, false]);
    expect(page.squares[1]!.seeds[0]!.reason).toBe('PROGRAM_FAILED: status 1');
  });

  it('tells failures and findings in words', () => {
    expect(view.troubles.map(({ kind, title, text }) => [kind, title, text.slice(0, 30)])).toEqual([
      ['failed', 'he/1/1 failed', 'OUT_OF_MEMORY: no room'],
      ['finding', 'zeros: did not learn', 'in 1 of 1 completed trial. Aft'],
    ]);
  });

  it('tells how fast a worker is where examples are counted, which programs do not do', () => {
    const speed = (examplesPerSecond: number) => {
      const step = { ...progress('w1', [0], 1), examplesPerSecond } as RunEvent;
      return pageAfter([began('w1', [0]), step]).view.workers.map((worker) => worker.examplesPerSecond);
    };
    expect(speed(200)).toEqual([200]);
    expect(speed(0)).toEqual([null]);
  });

  it('lets what a lost worker held wait for another', () => {
    const { later } = pageAfter([began('w1', [5])]);
    expect(later(10).squares[2]!.seeds[1]!.state).toBe('training');
    const { workers, squares } = later(60);
    expect(workers).toMatchObject([{ name: 'w1', state: 'lost', work: '' }]);
    expect(squares[2]!.seeds[1]).toMatchObject({ state: 'queued', worker: null });
    // By then the worker is forgotten.
    const forgotten = later(600);
    expect(forgotten.workers).toEqual([]);
    expect(forgotten.squares[2]!.seeds[1]).toMatchObject({ state: 'queued', worker: null });
  });
});

describe('the lead', () => {
  const sentences = (...events: RunEvent[]) => pageAfter(events).view.lead.sentences.join(' ');

  it('claims nothing before there is something to compare', () => {
    expect(sentences()).toBe('Nothing is completed yet, so nobody is ahead.');
    expect(sentences(recorded(manifest, 1, 0.9))).toMatch(/^Only he has a completed trial so far/);
    expect(sentences(recorded(manifest, 0, 0.8), recorded(manifest, 1, 0.9))).toMatch(
      /^he has the highest mean so far, 90.00% over 1 of its 4 trials; zeros is next with 80.00%\. That means nothing yet/,
    );
  });

  it('calls a tie a tie', () => {
    expect(sentences(recorded(manifest, 0, 0.8), recorded(manifest, 1, 0.8))).toBe(
      'zeros and he share the highest mean so far, 80.00%: neither is ahead.',
    );
  });

  it('holds the lead against how much it varies, where both have trials', () => {
    const pairs = (first: number, second: number) => [
      recorded(manifest, 0, 0.8),
      recorded(manifest, 1, 0.8 + first),
      recorded(manifest, 2, 0.8),
      recorded(manifest, 3, 0.8 + second),
    ];
    expect(sentences(...pairs(0.1, -0.06))).toMatch(
      /it leads by 2.00 percentage points, and that varies by 11.31 percentage points from one to the next: it may well turn\.$/,
    );
    expect(sentences(...pairs(0.1, 0.11))).toMatch(/whether that is enough, the verdict says at the end\.$/);
    // A higher mean from other folds is no lead.
    expect(sentences(recorded(manifest, 0, 0.8), recorded(manifest, 3, 0.9))).toMatch(/nothing in common/);
  });

  it('follows the direction of the study’s metric', () => {
    const loss = minimizing(manifest);
    const view = (...values: number[]) =>
      pageAfter(
        values.map((value, trial) => recorded(loss, trial, value)),
        { phase: 'running' },
        loss,
      ).view;
    const { lead, run, squares } = view(0.4, 2.5, 0.5, 2.2);
    expect(lead.sentences.join(' ')).toBe(
      'zeros has the lowest mean so far, 0.45 over 2 of its 4 trials; he is next with 2.35. ' +
        'Over the 2 folds and seeds that both have it leads by 1.9, and that varies by 0.2828 from one to the next; ' +
        'whether that is enough, the verdict says at the end.',
    );
    expect(run).toMatchObject({ metric: 'validation loss', scale: 'plain', direction: 'minimize' });
    // The colours are those of shares.
    expect(squares[0]).toMatchObject({ mean: 0.4, step: null });
    expect(view(0.4, 0.4).lead.sentences).toEqual([
      'zeros and he share the lowest mean so far, 0.4: neither is ahead.',
    ]);
    // The lower mean from other folds is no lead.
    expect(view(0.4, 0.3, 0.1).lead.sentences[1]).toMatch(/only one fold and seed in common/);
    expect(view(0.4, 0.3, 0.1, 0.4, 3).lead.sentences[0]).toMatch(/^he has the lowest mean so far, 0\.35/);
  });

  it('says how far it is and how long still, at the pace of this part alone', () => {
    const old = [0, 1, 2, 3].map((trial) => recorded(manifest, trial, 0.5, [], true));
    const { lead } = pageAfter([...old, began('w1', [4, 5]), progress('w1', [4, 5], 10)]).view;
    // Six seconds for two of eight trials, and two are left.
    expect(lead.progress).toBe('4 of 8 trials completed · 2 in training · 200 examples/s · about 5 s left');
    expect(lead.done).toBe(0.75);
  });

  it('announces quarters and the first failure, and nothing in between', () => {
    const news = (count: number) =>
      pageAfter(Array.from({ length: count }, (_, trial) => recorded(manifest, trial, 0.5))).view.lead.news;
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(news)).toEqual([
      '',
      '',
      'A quarter of the trials have an outcome.',
      'A quarter of the trials have an outcome.',
      'Half of the trials have an outcome.',
      'Half of the trials have an outcome.',
      'Three quarters of the trials have an outcome.',
      'Three quarters of the trials have an outcome.',
    ]);
    expect(pageAfter([failed(manifest, 0, 'x')]).view.lead.news).toBe('Some trials failed.');
  });

  it('ends with the verdict, or with why there is none', () => {
    const results = {
      seconds: 12,
      trials: { total: 8, completed: 8, failed: 0 },
      verdict: { summary: ['he is the best.'], caveats: ['Few blocks.'] },
    } as unknown as RunResults;
    const { lead, workers } = pageAfter([], { phase: 'done', results, report: '/r/report.html' }).view;
    expect(lead).toMatchObject({
      sentences: ['he is the best.'],
      notes: ['Few blocks.'],
      progress: '8 of 8 trials completed · took 12.0 s',
      news: 'The run is done. he is the best.',
      report: '/r/report.html',
    });
    expect(workers).toMatchObject([{ state: 'ended' }]);
    const reason = ['run story-1 was interrupted.', 'go on with: fanout run --resume story-1.'];
    expect(pageAfter([], { phase: 'interrupted', reason }).view.lead.sentences).toEqual(reason);
  });
});

it('keeps a few setbacks, the latest ones', () => {
  const many = Array.from({ length: 50 }, () => released('w1', [0]));
  const { run, view } = pageAfter(many);
  run.workerLost(2, 'killed by SIGKILL');
  expect(view.troubles).toHaveLength(6);
  expect(run.setbacks.at(-1)).toEqual({
    title: 'Worker 2 was lost',
    text: 'killed by SIGKILL; it is started again.',
  });
  expect(pageAfter([released('w1', [0], 'INTERRUPTED')]).view.troubles).toEqual([]);
});
