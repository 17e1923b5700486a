/**
 * `fanout run --until decided`, as a table of contents: run a block of seeds → look at all results so far →
 * stop, or go on with the next block. Each block is a run of its own, with its own manifest and ledger; the
 * whole is their merged results.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { looksText } from '../../analysis/sentences.ts';
import { isSettled } from '../../analysis/sequential.ts';
import { FanoutError } from '../../proto/errors.ts';
import { mergeResults } from '../../results/merge.ts';
import type { RunResults } from '../../results/results.ts';
import { writeWhole } from '../../results/write-whole.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Study } from '../../study/study.ts';
import { loadManifest, loadResults } from '../results/load.ts';
import { writeResults } from '../results/write-results.ts';
import { interrupted } from '../run/broken-off.ts';
import { makeRunDirectory } from '../run/directory.ts';
import { type LocalRunOptions, localRun } from '../run/local-run.ts';
import { lockRun } from '../run/lock.ts';
import { planRun } from '../run/plan-run.ts';
import { mustBeDeclared } from './declared.ts';
import { blockDirectory, keepSequence, type Sequence, seedsOfBlock } from './sequence.ts';

export interface UntilOptions extends Omit<LocalRunOptions, 'resume' | 'manifest'> {
  /** Of the study as it was given, with its own seeds. */
  readonly manifest: Manifest;
  readonly sequence: Sequence;
}

type Stopped = NonNullable<RunResults['verdict']['sequential']>['stopped'];

/**
 * Adds blocks of seeds until every pair is decided or the budget is spent. What blocks have ended with is
 * kept, and not run again.
 */
export async function runUntilDecided(options: UntilOptions): Promise<RunResults> {
  const { directory, manifest, sequence } = options;
  const begun = existsSync(directory.manifest);
  if (begun) await mustBeDeclared(directory, manifest, sequence);
  await makeRunDirectory(directory);
  const unlock = lockRun(directory);
  try {
    if (!begun) {
      await writeWhole(directory.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
      await keepSequence(directory, sequence);
    }
    return await addBlocks(options);
  } finally {
    unlock();
    // Until a block is open there is nothing here that anyone could use.
    if (!existsSync(blockDirectory(directory, 1).manifest))
      await rm(directory.path, { recursive: true, force: true });
  }
}

async function addBlocks(options: UntilOptions): Promise<RunResults> {
  const { manifest, sequence, directory, message } = options;
  const blocks: RunResults[] = [];
  const seeds: number[] = [];
  for (;;) {
    const number = blocks.length + 1;
    const own = seedsOfBlock(sequence.seeds ?? manifest.study.seeds, sequence, number);
    message(`Block ${number}: ${own.length === 1 ? 'seed' : 'seeds'} ${own.join(', ')}`);
    blocks.push(await runBlock(options, own, number));
    seeds.push(...own);
    const merged = await look(options, blocks, seeds);
    message(looksText(merged.verdict));
    options.onResults?.(merged);
    if (merged.verdict.sequential!.stopped !== null) return merged;
    if (options.signal.aborted) throw await interrupted(directory);
  }
}

async function runBlock(options: UntilOptions, seeds: readonly number[], block: number): Promise<RunResults> {
  const directory = blockDirectory(options.directory, block);
  if (existsSync(directory.results)) return loadResults(directory);
  const begun = existsSync(directory.manifest);
  try {
    const manifest = begun ? await loadManifest(directory) : await planBlock(options, seeds, directory.run);
    const workers = Math.min(options.workers, manifest.trials);
    const { onResults: _, ...parts } = options;
    return await localRun({
      ...parts,
      manifest,
      directory,
      workers,
      resume: begun,
      whole: options.directory,
    });
  } catch (error) {
    // Before the first block is open nothing is kept that could be gone on with.
    const kept = existsSync(blockDirectory(options.directory, 1).manifest);
    throw kept && error instanceof FanoutError && error.code === 'INTERRUPTED'
      ? await interrupted(options.directory)
      : error;
  }
}

async function planBlock(
  { manifest, sequence, signal }: UntilOptions,
  seeds: readonly number[],
  run: string,
): Promise<Manifest> {
  const study: Study = { ...manifest.study, seeds };
  const planned = await planRun(study, manifest.studyText, { signal }, new Date(), run);
  return { ...planned, declared: sequence };
}

/** Merges what there is, judges it, and keeps it as the results of the whole. */
async function look(
  options: UntilOptions,
  blocks: readonly RunResults[],
  seeds: readonly number[],
): Promise<RunResults> {
  const { manifest, sequence, directory } = options;
  const whole: Manifest = {
    ...manifest,
    study: { ...manifest.study, seeds },
    trials: (manifest.trials / manifest.study.seeds.length) * seeds.length,
  };
  const at = blocks.map((_, index) => Math.min((index + 1) * sequence.block, sequence.maxSeeds));
  const merge = (stopped: Stopped) =>
    mergeResults(whole, blocks as [RunResults], { seeds, at, maxSeeds: sequence.maxSeeds, stopped });
  const merged = merge(stopOf(merge(null), blocks, sequence));
  await writeWhole(directory.manifest, `${JSON.stringify(whole, null, 2)}\n`);
  await writeResults(directory, whole, merged);
  return merged;
}

/** Why to stop now; null: go on. Pure. */
export function stopOf(
  merged: RunResults,
  blocks: readonly Pick<RunResults, 'seconds'>[],
  sequence: Sequence,
): Stopped {
  if (isSettled(merged.verdict)) return 'settled';
  if (blocks.length * sequence.block >= sequence.maxSeeds) return 'seeds';
  if (sequence.maxMinutes === undefined) return null;
  const longest = Math.max(...blocks.map(({ seconds }) => seconds));
  return merged.seconds + longest > 60 * sequence.maxMinutes ? 'time' : null;
}
