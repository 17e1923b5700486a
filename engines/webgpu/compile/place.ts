import type { Count } from '../../ir/lowering/count.ts';

/** Where the numbers of a value stand. */
export type Place =
  /** In a buffer that is another's before and after. */
  | { readonly kind: 'made'; readonly count: Count; readonly perTrial: boolean }
  /** In what a run is given, by its name. */
  | { readonly kind: 'input'; readonly name: string; readonly count: Count }
  /** Among what each trial keeps, by the parameter's number. */
  | { readonly kind: 'parameter'; readonly index: number; readonly count: Count }
  /** A parameter's gradient, or what it becomes: where the update reads it. */
  | { readonly kind: 'next'; readonly index: number; readonly count: Count };

/** Buffers of a pack that are bound whole, whatever of them a kernel reads or writes. */
export type Whole = 'inputs' | 'parameters' | 'next' | 'state1' | 'state2' | 'losses';

/** What a kernel binds: a made place, or a whole buffer. */
export type Store = Whole | (Place & { readonly kind: 'made' });

/** How the buffers of a pack are divided; in numbers, of one trial. */
export interface Division {
  /** The most examples of a run. */
  readonly examples: number;
  /** Of all parameters together, and where each begins. */
  readonly parameters: { readonly total: number; readonly offsets: readonly number[] };
  /** Where each input begins, in words. */
  readonly inputs: ReadonlyMap<string, number>;
}
