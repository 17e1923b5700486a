import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { grouped } from '../board/style.ts';
import { blockDirectory } from '../until/sequence.ts';
import { progressBefore, type RunDirectory } from './directory.ts';

/**
 * How much of a run that has not ended is recorded, by what its directory says: `12 of 35 trials are
 * recorded`; of a run that adds blocks of seeds, in its last block. Without the counts where its manifest
 * cannot be read. Never throws.
 */
export async function recordedSoFar(whole: RunDirectory): Promise<string> {
  const block = lastBlock(whole);
  const directory = block === 0 ? whole : blockDirectory(whole, block);
  const total = await plannedTrials(directory);
  if (total === undefined) return 'what was recorded is kept';
  const recorded = Math.min(total, (await progressBefore(directory)).recorded);
  const trials = total === 1 ? 'trial' : 'trials';
  const place = block === 0 ? '' : ` of block ${block}`;
  const of = `${grouped(recorded)} of ${grouped(total)} ${trials}${place}`;
  return `${of} ${total === 1 ? 'is' : 'are'} recorded, and kept`;
}

function lastBlock(whole: RunDirectory): number {
  let block = 0;
  while (existsSync(blockDirectory(whole, block + 1).manifest)) block += 1;
  return block;
}

async function plannedTrials({ manifest }: RunDirectory): Promise<number | undefined> {
  try {
    const { trials } = JSON.parse(await readFile(manifest, 'utf8')) as { trials?: unknown };
    return Number.isInteger(trials) ? (trials as number) : undefined;
  } catch {
    return undefined;
  }
}
