/**
 * Simulated outcomes kept in files: training takes most of the time, and other rules can be tried on the same
 * outcomes.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Observation } from '../../../analysis/blocks.ts';
import { outcomesOf } from './measure.ts';
import type { Batch } from './pool.ts';
import { SCENARIOS } from './scenarios.ts';

/**
 * The outcomes of each study of a batch: from the folder where it has them, else simulated (and kept there,
 * where there is a folder).
 */
export function outcomesOfBatch({ scenario, from, to, folder }: Batch): Observation[][] {
  const simulate = () =>
    Array.from({ length: to - from }, (_, index) => outcomesOf(SCENARIOS.get(scenario)!, from + index));
  if (folder === undefined) return simulate();
  const file = join(folder, `${scenario.replaceAll('/', '+')}+${from}-${to}`);
  if (existsSync(file)) return deserialize(readFileSync(file)) as Observation[][];
  const studies = simulate();
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.part`, serialize(studies));
  renameSync(`${file}.part`, file);
  return studies;
}
