import { basename, dirname, resolve } from 'node:path';
import { isUrl } from '../datasets/shards/location.ts';
import type { DatasetSpec } from '../datasets/spec.ts';
import { tableFile } from './schema/dataset.ts';
import type { StudyFile } from './schema/study.ts';

type DatasetFile = NonNullable<StudyFile['spec']['dataset']>;

/** What else decides where the examples come from. */
interface Around {
  readonly studyPath: string;
  /** The column by which the folds keep examples together. */
  readonly groupColumn: string | undefined;
}

/** Where the examples come from; relative paths count from the study file. Pure. */
export function resolveDataset(spec: DatasetFile, around: Around): DatasetSpec {
  const { studyPath } = around;
  const at = (path: string) => resolve(dirname(studyPath), path);
  const { examples, normalize } = spec;
  const rest = {
    ...(examples === undefined ? {} : { examples }),
    ...(normalize === undefined || normalize === 'none' ? {} : { normalize }),
  };
  if (spec.shards !== undefined) {
    const { index, sha256, shuffle } = spec.shards;
    return {
      kind: 'shards',
      ...(spec.name === undefined ? {} : { name: spec.name }),
      index: isUrl(index) ? index : at(index),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(shuffle === undefined ? {} : { shuffle }),
      ...rest,
    };
  }
  const table = tableFile(spec);
  if (table) return { ...tableOf(spec, { ...table, path: at(table.path) }, around), ...rest };
  if (spec.npy === undefined) return { kind: 'named', name: spec.name as 'mnist', ...rest };
  const task = spec.task === 'regression' ? { task: spec.task } : {};
  const { examples: x = spec.npy.x!, labels: y = spec.npy.y! } = spec.npy;
  return { kind: 'npy', name: spec.name ?? 'npy', x: at(x), y: at(y), ...task, ...rest };
}

function tableOf(
  spec: DatasetFile,
  { format, path }: NonNullable<ReturnType<typeof tableFile>>,
  { groupColumn }: Around,
): DatasetSpec {
  const { target, task, columns, categories, missing } = spec;
  return {
    kind: 'table',
    name: spec.name ?? basename(path).slice(0, 63),
    format,
    path,
    target: target!,
    ...(task === undefined ? {} : { task }),
    ...(columns === undefined ? {} : { columns }),
    ...(categories === undefined ? {} : { categories }),
    ...(missing === undefined ? {} : { missing }),
    ...(groupColumn === undefined ? {} : { groupColumn }),
  };
}
