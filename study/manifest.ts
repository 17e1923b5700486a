import type { Task } from '../datasets/dataset.ts';
import { foldPlace, type Trial } from './grid.ts';
import { isNetworkStudy, type NetworkStudy, type Study } from './study.ts';

/** A fold as the manifest pins it: sizes, and the SHA-256 of its indices (little-endian uint32, in order). */
export interface ManifestFold {
  readonly validation: number;
  readonly train: number;
  readonly validationSha256: string;
  readonly trainSha256: string;
}

/** What is known of the data that a run trains on. */
export interface ManifestDataset {
  readonly name: string;
  readonly examples: number;
  /** Of one example; empty where a program alone knows it. */
  readonly shape: readonly number[];
  /** 0 where a program alone knows them. */
  readonly classes: number;
  /** Absent: classification. */
  readonly task?: Task;
  /** Empty where a program alone has the data. */
  readonly sha256: string;
  readonly licence: string;
}

/** A file of a program, as it was when it was looked at. */
export interface ProgramFile {
  /** As the command names it. */
  readonly path: string;
  readonly sha256: string;
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
  /**
   * What the trials are trained on; absent where a program has its own data, of which fanout knows nothing.
   */
  readonly dataset?: ManifestDataset;
  /**
   * Those of the study, or, where each seed has folds of its own, seed by seed in the order of the study
   * (`foldPlace`). None where a program splits data of its own, of unknown size.
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
  /**
   * The files that the command of a program names, as they were at the start; no part of the checksum. Absent
   * where it names none that are on this machine, and in a manifest that was made before they were kept.
   */
  readonly program?: readonly ProgramFile[];
}

/** A manifest of a study that the built-in network trains. */
export interface NetworkManifest extends Manifest {
  readonly study: NetworkStudy;
  readonly dataset: ManifestDataset;
}

/** Whether the built-in network trains the trials of a run. Pure. */
export function isNetworkRun(manifest: Manifest): manifest is NetworkManifest {
  return isNetworkStudy(manifest.study) && manifest.dataset !== undefined;
}

/** The fold that a trial is validated on; undefined where the run has none. Pure. */
export function foldOf(
  { study, folds }: Pick<Manifest, 'study' | 'folds'>,
  trial: Pick<Trial, 'index' | 'fold'>,
) {
  return folds.length === 0 ? undefined : folds[foldPlace(study, trial)];
}

/** What is known of the data of a program's own; undefined where nothing is. Pure. */
export function ownData(study: Study): ManifestDataset | undefined {
  const examples = isNetworkStudy(study) ? undefined : study.examples;
  if (examples === undefined) return undefined;
  return { name: 'the program’s own data', examples, shape: [], classes: 0, sha256: '', licence: '' };
}
