import { type Count, countIn } from '../../ir/lowering/count.ts';
import { Layout } from '../arena.ts';
import type { Buffer } from './buffer.ts';
import type { Code } from './compile.ts';
import { type Placing, placed } from './placing.ts';

/** A pack's memory: offsets from its beginning, known before anything runs. */
export interface PackLayout {
  readonly bytes: number;
  /** A batch of bytes as it comes. */
  readonly raw: number;
  readonly inputs: ReadonlyMap<string, number>;
  readonly tables: ReadonlyMap<Buffer, number>;
  /** trials × parameters. */
  readonly parameters: readonly (readonly number[])[];
  /** trials × parameters × states of the optimizer; none for a parameter that is not trained. */
  readonly states: readonly (readonly (readonly number[])[])[];
  /** Where everything stands that is made; codes run one after the other, and share the room. */
  readonly work: number;
  /** codes. */
  readonly placings: readonly Placing[];
}

/** What a pack needs room for. */
export interface Needs {
  readonly codes: readonly Code[];
  /** The most examples that each code runs with. */
  readonly examples: readonly number[];
  /** The length of each parameter, and how many states the optimizer keeps for each of its numbers. */
  readonly parameters: readonly { readonly count: number; readonly states: number }[];
  readonly trials: number;
  /** Words for a batch of bytes. */
  readonly raw: number;
}

/** What kernels may read behind the last buffer, and make nothing of. */
const BEHIND = 64;

/** Lays out a pack. Pure: the same needs give the same places. */
export function layOut({ codes, examples, parameters, trials, raw }: Needs): PackLayout {
  const layout = new Layout();
  const words = (count: number) => layout.words(count);
  const rawAt = words(raw);
  const inputs = new Map<string, number>();
  for (const [name, count] of inputsOf(codes, examples)) inputs.set(name, words(count));
  const tables = new Map<Buffer, number>();
  for (const { instructions, results } of codes)
    for (const buffer of [...instructions.flatMap(({ reads }) => reads), ...results])
      if (buffer.kind === 'table' && !tables.has(buffer)) tables.set(buffer, words(buffer.contents.length));
  const own = Array.from({ length: trials }, () =>
    parameters.map(({ count, states }) => ({
      at: words(count),
      states: Array.from({ length: states }, () => words(count)),
    })),
  );
  const placings = codes.map((code, at) => placed(code, examples[at]!));
  const work = words(Math.max(0, ...placings.map(({ bytes }) => bytes)) / 4 + BEHIND);
  return {
    bytes: layout.bytes,
    raw: rawAt,
    inputs,
    tables,
    parameters: own.map((each) => each.map(({ at }) => at)),
    states: own.map((each) => each.map(({ states }) => states)),
    work,
    placings,
  };
}

/**
 * What a trial keeps beside its weights, the first `weights` parameters: the offset of each array and its
 * length; sums of gradients last. Pure.
 */
export function keptIn(
  { parameters, states }: PackLayout,
  trial: number,
  { lengths, weights }: { readonly lengths: readonly number[]; readonly weights: number },
): readonly (readonly [number, number])[] {
  const ofOptimizer = states[trial]!.flatMap((own, index) =>
    own.map((place) => [place, lengths[index]!] as const),
  );
  const sums = parameters[trial]!.slice(weights);
  return [...ofOptimizer, ...sums.map((place, at) => [place, lengths[weights + at]!] as const)];
}

/** The most numbers that each input has. */
function inputsOf(codes: readonly Code[], examples: readonly number[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  const add = (name: string, count: Count, n: number) =>
    most.set(name, Math.max(most.get(name) ?? 0, countIn(count, n)));
  for (const [at, { instructions, results }] of codes.entries())
    for (const buffer of [...instructions.flatMap(({ reads }) => reads), ...results])
      if (buffer.kind === 'input') add(buffer.name, buffer.count, examples[at]!);
  return most;
}

/** The address of a code's buffers for a trial, in memory that begins at `base`. Pure. */
export function addressesIn(
  layout: PackLayout,
  { base, code, trial }: { readonly base: number; readonly code: number; readonly trial: number },
): (buffer: Buffer) => number {
  const offsetOf = (buffer: Buffer): number => {
    switch (buffer.kind) {
      case 'input':
        return layout.inputs.get(buffer.name)!;
      case 'parameter':
        return layout.parameters[trial]![buffer.index]!;
      case 'table':
        return layout.tables.get(buffer)!;
      case 'made':
        return layout.work + layout.placings[code]!.offsets.get(buffer)!;
    }
  };
  return (buffer) => base + offsetOf(buffer);
}
