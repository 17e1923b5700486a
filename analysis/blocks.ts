import { FanoutError } from '../proto/errors.ts';
import type { Cell } from './components.ts';

/** One value of one group in one block. */
export interface Observation {
  readonly group: string;
  readonly fold: number;
  readonly seed: number;
  /** Accuracy, or any other figure; must be finite. */
  readonly value: number;
  /** Kinds of findings of the trial. */
  readonly findings?: readonly string[];
}

/**
 * Observations by group, each by its block (`fold/seed`); groups and blocks in the order of their first
 * appearance.
 */
export interface Blocks {
  readonly groups: readonly string[];
  readonly blocks: readonly string[];
  readonly values: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Fold and seed of each block. */
  readonly places: ReadonlyMap<string, { readonly fold: number; readonly seed: number }>;
}

/** Lays observations out. Pure. Throws USAGE on a value that is not finite, or a cell that appears twice. */
export function layOut(observations: readonly Observation[]): Blocks {
  const values = new Map<string, Map<string, number>>();
  const places = new Map<string, { fold: number; seed: number }>();
  for (const { group, fold, seed, value } of observations) {
    const block = `${fold}/${seed}`;
    const cells = values.get(group) ?? new Map<string, number>();
    if (!Number.isFinite(value))
      throw invalid(
        `the value of ${group} in fold ${fold}, seed ${seed} must be a finite number, found ${value}`,
      );
    if (cells.has(block)) throw invalid(`${group} has two values in fold ${fold}, seed ${seed}`);
    values.set(group, cells.set(block, value));
    if (!places.has(block)) places.set(block, { fold, seed });
  }
  return { groups: [...values.keys()], blocks: [...places.keys()], values, places };
}

/** The values of a group, each with its fold and seed. Pure. */
export function cellsOf({ values, places }: Blocks, group: string): Cell[] {
  return [...values.get(group)!].map(([block, value]) => ({ ...places.get(block)!, value }));
}

/** a − b on each block that both have, with its fold and seed. Pure. */
export function differenceCells({ values, places }: Blocks, a: string, b: string): Cell[] {
  const ofB = values.get(b)!;
  const cells: Cell[] = [];
  for (const [block, value] of values.get(a)!) {
    const other = ofB.get(block);
    const { fold, seed } = places.get(block)!;
    if (other !== undefined) cells.push({ fold, seed, value: value - other });
  }
  return cells;
}

/** a − b on each block that both have. Pure. */
export function differences({ blocks, values }: Blocks, a: string, b: string): number[] {
  const [ofA, ofB] = [values.get(a)!, values.get(b)!];
  return blocks.flatMap((block) =>
    ofA.has(block) && ofB.has(block) ? [ofA.get(block)! - ofB.get(block)!] : [],
  );
}

/** The blocks that every group has, as rows in the order of the groups. Pure. */
export function completeBlocks({ groups, blocks, values }: Blocks): number[][] {
  const complete = blocks.filter((block) => groups.every((group) => values.get(group)!.has(block)));
  return complete.map((block) => groups.map((group) => values.get(group)!.get(block)!));
}

function invalid(message: string): FanoutError {
  return new FanoutError('USAGE', message, {
    hint: 'give each group one finite value for each fold and seed',
  });
}
