/** Files of Keras that a study names under `model`. */
import { dirname, resolve } from 'node:path';
import { type KerasModel, readKerasModel } from '../engines/keras/read.ts';
import { variantsOf } from './arms/arms.ts';
import type { DatasetFacts } from './facts.ts';
import { kerasFile } from './model.ts';
import type { StudyFile } from './schema/study.ts';

/** Bytes that a file of an architecture may have: those of the largest published networks have less. */
export const LARGEST_ARCHITECTURE = 4 * 2 ** 20;

/** Reads a file's text. Throws an error whose message says in words why it cannot. */
export type ReadModelFile = (path: string) => Promise<string>;

const ON_CLUSTER = 'cannot be read on a cluster: write its layers into the study';

/**
 * The architectures that a file and its arms name, by their names in it. `read`: absent where a study has no
 * files beside it.
 */
export async function kerasModels(
  file: StudyFile,
  source: string,
  read: ReadModelFile | undefined,
): Promise<NonNullable<DatasetFacts['models']>> {
  const made = variantsOf(file);
  const files = [file, ...('variants' in made ? made.variants.map((each) => each.file) : [])];
  const names = new Set(files.flatMap(({ spec }) => kerasFile(spec.model) ?? []));
  const models = new Map<string, KerasModel>();
  for (const name of names) models.set(name, await modelOf(resolve(dirname(source), name), read));
  return models;
}

async function modelOf(path: string, read: ReadModelFile | undefined): Promise<KerasModel> {
  if (read === undefined) return { problem: ON_CLUSTER };
  try {
    return readKerasModel(await read(path));
  } catch (error) {
    return { problem: `cannot be read: ${(error as Error).message}` };
  }
}
