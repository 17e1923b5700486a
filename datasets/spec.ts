/** Where a study's examples come from, and how they are cut into folds. */

import type { Normalize, Task } from './dataset.ts';

/** What a column of a table is. */
export const COLUMN_KINDS = ['number', 'category', 'ignore'] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

/** Cells of a table that say nothing, as pandas has them, and `?`. */
export const MISSING_CELLS = ['', 'NA', 'N/A', '<NA>', 'NaN', 'nan', 'NULL', 'null', 'None', '?'] as const;

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
export type DatasetSpec = SourceSpec & {
  /** What each fold normalises; absent: nothing. */
  readonly normalize?: Normalize;
};

type SourceSpec =
  | { readonly kind: 'named'; readonly name: NamedDataset; readonly examples?: number }
  | {
      readonly kind: 'npy';
      readonly name: string;
      readonly x: string;
      readonly y: string;
      /** Absent: classes. */
      readonly task?: 'regression';
      readonly examples?: number;
    }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly format: 'csv' | 'parquet';
      readonly path: string;
      /** The column to learn. */
      readonly target: string;
      /** Absent: regression where the target is numbers, else classification. */
      readonly task?: Task;
      /** What columns are, by name; the others are looked at. */
      readonly columns?: Readonly<Record<string, ColumnKind>>;
      /** Of columns of texts: all that may be in them, in the order of their features. */
      readonly categories?: Readonly<Record<string, readonly string[]>>;
      /** Cells that say nothing; absent: `MISSING_CELLS`. */
      readonly missing?: readonly string[];
      /** A column that says which examples belong together; it is nothing to learn from. */
      readonly groupColumn?: string;
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

/** How folds are laid: the splitters of scikit-learn. */
export const FOLD_KINDS = [
  'kfold',
  'stratified',
  'grouped',
  'holdout',
  'stratified-holdout',
  'predefined',
] as const;
export type FoldKind = (typeof FOLD_KINDS)[number];

export interface FoldsSpec {
  /** Of all folds that a seed is trained on, those of all repeats together. */
  readonly count: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /**
   * Only where each seed of the study has folds of its own, drawn anew; absent: all seeds have the same
   * folds.
   */
  readonly resplit?: true;
  /** Absent: kfold. */
  readonly kind?: Exclude<FoldKind, 'kfold'>;
  /** Of kfold and stratified: how often the examples are cut into `count / repeats` folds; absent: once. */
  readonly repeats?: number;
  /** Of a hold-out: the share of the examples that validates. */
  readonly test?: number;
  /** Of grouped: an npy file with a whole number for each example, or the column of a table. */
  readonly groups?: { readonly npy: string } | { readonly column: string };
  /** Of predefined: an npy file with the fold of each example, or -1. */
  readonly file?: string;
}
