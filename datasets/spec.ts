/** Where a study's examples come from, and how they are cut into folds. */

/** The datasets that are known by name (`datasets/named.ts`). */
export const NAMED_DATASETS = [
  'mnist',
  'fashion-mnist',
  'cifar10',
  'iris',
  'digits',
  'wine',
  'breast-cancer',
  'diabetes',
] as const;
export type NamedDataset = (typeof NAMED_DATASETS)[number];

/**
 * Where the examples come from. `examples` keeps only the first so many; absent: all. Paths are absolute once
 * resolved.
 */
export type DatasetSpec =
  | { readonly kind: 'named'; readonly name: NamedDataset; readonly examples?: number }
  | {
      readonly kind: 'npy';
      readonly name: string;
      readonly x: string;
      readonly y: string;
      readonly examples?: number;
    }
  | {
      readonly kind: 'shards';
      /** Absent: as the index says. */
      readonly name?: string;
      /** The index's path or http(s) URL, and the SHA-256 (hex) that it must have. */
      readonly index: string;
      readonly sha256?: string;
      /**
       * Examples that the shuffle buffer holds; absent: as many as fit into 64 MiB. Part of the experiment:
       * it decides the order.
       */
      readonly shuffle?: number;
      readonly examples?: number;
    };

export interface FoldsSpec {
  readonly count: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /**
   * Only where each seed of the study has folds of its own, drawn anew; absent: all seeds have the same
   * folds.
   */
  readonly resplit?: true;
}
