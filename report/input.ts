import type { RunResults } from '../results/results.ts';
import type { ManifestFold } from '../study/manifest.ts';
import type { Study } from '../study/study.ts';

/** Where the numbers of a report come from: what somebody needs to check them or make them again. */
export interface Provenance {
  /** The study file as the user wrote it; absent for results that came from elsewhere. */
  readonly studyText?: string;
  /**
   * The study as fanout understood it: lets the report say why an arm failed, and which trials are
   * missing.
   */
  readonly study?: Study;
  /** Absent where a program has data of its own, of which nothing is known. */
  readonly dataset?: {
    readonly name: string;
    readonly examples: number;
    readonly sha256: string;
    readonly licence: string;
    /** Shape of one example; absent: the report leaves theory about layers out. */
    readonly shape?: readonly number[];
  };
  readonly folds: readonly ManifestFold[];
  readonly seeds: readonly number[];
  /** What trained the models, in words: `wasm (SIMD, 1 thread)`. */
  readonly backend: string;
  /** Name → version: fanout, node, tfjs, nats-server, … */
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly machine: { readonly cores: number; readonly arch: string };
}

/** Everything that a report shows. The same input gives the same bytes. */
export interface ReportInput {
  readonly results: RunResults;
  readonly provenance: Provenance;
}
