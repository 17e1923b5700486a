import type { Study } from './study.ts';

/** A fold as the manifest pins it: sizes, and the SHA-256 of its indices (little-endian uint32, in order). */
export interface ManifestFold {
  readonly validation: number;
  readonly train: number;
  readonly validationSha256: string;
  readonly trainSha256: string;
}

/**
 * What a run is made of, fixed when it starts. Two runs with the same content hash to the same `checksum`.
 */
export interface Manifest {
  /** Of the form of the run's documents: `DOCUMENT_VERSION`. */
  readonly version: 2;
  readonly run: string;
  readonly study: Study;
  /** The study file as the user wrote it, for the report. */
  readonly studyText: string;
  readonly dataset: {
    readonly name: string;
    readonly examples: number;
    readonly shape: readonly number[];
    readonly classes: number;
    readonly sha256: string;
    readonly licence: string;
  };
  /**
   * Those of the study, or, where each seed has folds of its own, seed by seed in the order of the study
   * (`foldPlace`).
   */
  readonly folds: readonly ManifestFold[];
  readonly trials: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Where the coordinator ran. */
  readonly machine: { readonly cores: number; readonly arch: string; readonly processor: string };
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** SHA-256 of the resolved study, dataset and folds: what must be equal for a run to be resumed. */
  readonly checksum: string;
  /**
   * Of a block of seeds: what was declared of the whole before its first result, as `sequence.json` has it.
   * Absent in any other run.
   */
  readonly declared?: Readonly<Record<string, unknown>>;
}
