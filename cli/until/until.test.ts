import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kerasRun, runOf } from '../../report/fixtures/keras-run.ts';
import { mergeResults } from '../../results/merge.ts';
import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { runDirectory } from '../run/directory.ts';
import { blockDirectory, type Sequence, seedsOfBlock } from './sequence.ts';
import { runUntilDecided, stopOf } from './until.ts';

const sequence: Sequence = { until: 'decided', block: 2, maxSeeds: 5, checksum: '' };

describe('the seeds of a block', () => {
  it('are the study’s own first, then new ones, and no more than declared', () => {
    const blocks = [1, 2, 3, 4].map((block) => seedsOfBlock([7, 3, 9], sequence, block));
    expect(blocks).toEqual([[7, 3], [9, 10], [11], []]);
  });

  it('are the same when the whole already has them', () => {
    expect(seedsOfBlock([7, 3, 9, 10], sequence, 3)).toEqual(seedsOfBlock([7, 3, 9], sequence, 3));
  });

  it('belong to a run whose id is a valid one, however long the study’s name', () => {
    const run = `${'s'.repeat(40)}-20261124-084951-6bc2`;
    expect(blockDirectory(runDirectory('runs', run), 123).run).toMatch(/^[a-z0-9-]{63}$/);
  });
});

describe('blocks together', () => {
  const { results, provenance } = kerasRun(1);
  const other = results.results.map((trial) => ({ ...trial, seed: 2 }));
  const blocks: [RunResults, RunResults] = [results, { ...runOf(other), seconds: 100, examplesPerSecond: 1 }];
  const manifest = {
    run: 'whole',
    study: { ...provenance.study!, seeds: [1, 2] },
    dataset: { examples: 60_000 },
  } as unknown as Manifest;
  const merged = mergeResults(manifest, blocks, { seeds: [1, 2], at: [1, 2], maxSeeds: 2, stopped: 'seeds' });

  it('are one run over all seeds', () => {
    expect(merged.trials).toEqual({ total: 70, completed: 70, failed: 0, attempts: 70 });
    expect([merged.run, merged.seconds, merged.results.length]).toEqual(['whole', 3761, 70]);
    expect(merged.examplesPerSecond).toBeCloseTo((4589.2 * 3661 + 100) / 3761, 1);
    expect(merged.summary[0]!.folds).toHaveLength(10);
    expect(merged.summary[1]!.mean).toBeCloseTo(results.summary[1]!.mean!, 12);
    expect(merged.verdict.power.blocks).toBe(10);
    expect(merged.verdict.sequential).toMatchObject({ spent: expect.closeTo(0.05, 9), stopped: 'seeds' });
  });

  it('are judged as splits of their own where the study draws its folds anew for each seed', () => {
    const study = { ...manifest.study, folds: { ...manifest.study.folds, resplit: true as const } };
    const looks = { seeds: [1, 2], at: [1, 2], maxSeeds: 2, stopped: 'seeds' as const };
    const anew = mergeResults({ ...manifest, study }, blocks, looks);
    expect([merged.verdict.settings.resplit, anew.verdict.settings.resplit]).toEqual([false, true]);
    expect(merged.verdict.pairs.every(({ basis }) => basis === 'folds' || basis === null)).toBe(true);
    expect(anew.verdict.pairs.every(({ basis }) => basis === 'splits' || basis === null)).toBe(true);
    expect(anew.verdict.variance).toBeNull();
  });

  it('go on until settled, or the budget is spent', () => {
    const open = { ...merged, seconds: 100, verdict: results.verdict };
    expect(stopOf(open, [{ seconds: 50 }], sequence)).toBe(null);
    expect(stopOf(open, [{ seconds: 1 }, { seconds: 1 }, { seconds: 1 }], sequence)).toBe('seeds');
    expect(stopOf(open, [{ seconds: 50 }], { ...sequence, maxMinutes: 3 })).toBe(null);
    expect(stopOf(open, [{ seconds: 50 }], { ...sequence, maxMinutes: 2 })).toBe('time');
    const settled = { ...open, verdict: { ...open.verdict, pairs: [] } };
    expect(stopOf(settled, [{ seconds: 50 }], sequence)).toBe('settled');
  });

  it('with a seed in common are refused', () => {
    const looks = { seeds: [1], at: [1], maxSeeds: 1, stopped: null };
    expect(() => mergeResults(manifest, [results, results], looks)).toThrow(
      /has two values in fold 0, seed 1/,
    );
  });
});

it('says what is true when it is told to stop before a block is open: nothing was kept, so nothing can be resumed', async () => {
  const out = mkdtempSync(join(tmpdir(), 'fanout-until-'));
  try {
    const manifest = await testManifest('iris-20261124-084951-6bc2', 2, 2);
    const ran = runUntilDecided({
      manifest,
      sequence,
      directory: runDirectory(out, manifest.run),
      workers: 1,
      threads: 1,
      backend: 'wasm',
      nats: undefined,
      metricsPort: undefined,
      signal: AbortSignal.abort(new Error('stopped by SIGINT')),
      message: () => undefined,
    });
    await expect(ran).rejects.toMatchObject({
      code: 'INTERRUPTED',
      message: 'told to stop while the dataset was read',
      hint: expect.stringMatching(/^run the command again/),
    });
    expect(readdirSync(out)).toEqual([]);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
