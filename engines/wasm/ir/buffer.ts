import { type Count, fixed } from '../../ir/lowering/count.ts';

/** Where numbers stand; which place it is, is known when a pack's memory is laid out. */
export type Buffer =
  /** What an instruction makes or needs for itself; its place is another buffer's before and after. */
  | { readonly kind: 'made'; readonly count: Count }
  /** What a run is given, by its name. */
  | { readonly kind: 'input'; readonly name: string; readonly count: Count }
  /** What each trial keeps, by its number. */
  | { readonly kind: 'parameter'; readonly index: number; readonly count: Count }
  /** Whole numbers, or a constant: written once. */
  | { readonly kind: 'table'; readonly contents: Int32Array | Float32Array; readonly count: Count };

export const made = (count: Count): Buffer => ({ kind: 'made', count });

export const table = (contents: Int32Array | Float32Array): Buffer => ({
  kind: 'table',
  contents,
  count: fixed(contents.length),
});
