import { dirname, resolve } from 'node:path';
import { isUrl } from '../datasets/shards/location.ts';
import type { DatasetSpec } from '../datasets/spec.ts';
import { comparedBy } from './arms/arms.ts';
import { resolveFolds } from './folds.ts';
import { metricsOf } from './metrics.ts';
import { objectiveOf } from './objective.ts';
import type { StudyFile } from './schema/study.ts';
import type { Study } from './study.ts';

/** What has to be known of a dataset to check a study against it. */
export interface DatasetFacts {
  readonly examples: number;
  readonly shape: readonly number[];
  readonly classes: number;
}

type Spec = StudyFile['spec'];

/** Where the examples come from; relative paths count from the study file. Pure. */
export function resolveDataset(spec: Spec['dataset'], studyPath: string): DatasetSpec {
  const limit = spec.examples === undefined ? {} : { examples: spec.examples };
  const at = (path: string) => resolve(dirname(studyPath), path);
  if (spec.shards !== undefined) {
    const { index, sha256, shuffle } = spec.shards;
    return {
      kind: 'shards',
      ...(spec.name === undefined ? {} : { name: spec.name }),
      index: isUrl(index) ? index : at(index),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(shuffle === undefined ? {} : { shuffle }),
      ...limit,
    };
  }
  if (spec.npy === undefined) return { kind: 'named', name: spec.name as 'mnist', ...limit };
  return { kind: 'npy', name: spec.name ?? 'npy', x: at(spec.npy.x), y: at(spec.npy.y), ...limit };
}

/**
 * The study that a checked file means. Call it only with a file that `fileProblems` and `factProblems` have
 * nothing against. Pure.
 */
export function resolveStudy(file: StudyFile, dataset: DatasetSpec, facts: DatasetFacts): Study {
  const { spec } = file;
  const metrics = metricsOf(facts.classes);
  return deepFreeze({
    name: file.metadata.name,
    dataset,
    ...comparedBy(file, facts.classes),
    ...(spec.control === undefined ? {} : { control: spec.control }),
    folds: resolveFolds(spec.folds),
    seeds: spec.seeds,
    metrics,
    objective: objectiveOf(spec, metrics),
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
