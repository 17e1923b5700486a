/**
 * A study file becomes a study: text → YAML → schema → the dataset's facts → rules across fields → the
 * resolved, frozen type. Each step reports everything it finds, each with its line and column.
 */

import { shownBytes } from '../datasets/byte-size.ts';
import type { DatasetSpec } from '../datasets/spec.ts';
import { FanoutError } from '../proto/errors.ts';
import { shownText } from '../proto/shown-text.ts';
import { factProblems, fileProblems } from './across-fields.ts';
import { mended, problemsBeside } from './beside-mistakes.ts';
import { networkFieldProblems } from './command/problems.ts';
import { readDocument, type StudyDocument } from './document.ts';
import { overriddenByFactors } from './idle-overrides.ts';
import { kerasModels, type ReadModelFile } from './keras-files.ts';
import { limitProblems } from './limits.ts';
import { outdatedFields } from './outdated-fields.ts';
import type { Override } from './overrides.ts';
import { type KnownKeys, type Problem, toProblems } from './problems.ts';
import { type DatasetFacts, datasetOf, resolveStudy } from './resolve.ts';
import { isCommandFile, type StudyFile, studyFile } from './schema/study.ts';
import type { Study } from './study.ts';

/** Characters that a study file may have: all of it goes into the run's manifest. */
export const LARGEST_STUDY = 2 ** 20;

export interface ParseOptions {
  /** Where the text came from: shown in messages, and what relative paths in it count from. */
  readonly source: string;
  readonly overrides?: readonly Override[];
  /**
   * It is an object of a cluster: messages name fields and no lines, and the directory of a program counts
   * from that which its image has.
   */
  readonly inContainers?: boolean;
  /** Looks at a dataset without reading all of it. Throws DATASET_* errors. */
  readonly describeDataset: (dataset: DatasetSpec) => Promise<DatasetFacts>;
  /** Reads an architecture of Keras beside the study; absent on a cluster, which has none. */
  readonly readModel?: ReadModelFile;
  /** Hears of what is read and should be written otherwise: a line each, with its place. */
  readonly warn?: (line: string) => void;
}

/**
 * Reads a study. Throws STUDY_INVALID with one line for each broken rule, or what `describeDataset` throws.
 */
export async function parseStudy(text: string, options: ParseOptions): Promise<Study> {
  if (text.length > LARGEST_STUDY)
    refuse(options, [
      `${options.inContainers ? '' : `${options.source}:1:1 `}the study must have at most ${shownBytes(LARGEST_STUDY)}, has ${shownBytes(text.length)}`,
    ]);
  const document = readDocument(text, options.inContainers ? undefined : options.source, options.overrides);
  refuse(options, document.syntaxErrors);
  const file = await checkSchema(document, options);
  const dataset = datasetOf(file, options.source);
  const ofFile = [
    ...[...fileProblems(file), ...notOfPrograms(file, document)].map(document.locate),
    ...overriddenByFactors(file, options.overrides ?? []),
  ];
  let facts =
    dataset &&
    (await options.describeDataset(dataset).catch((error: unknown) => {
      if (ofFile.length > 0) refuse(options, [...ofFile, ...ofDataset(document, error)]);
      throw error;
    }));
  if (ofFile.length === 0 && facts !== undefined)
    facts = { ...facts, models: await kerasModels(file, options.source, options.readModel) };
  refuse(options, [...ofFile, ...factProblems(file, facts).map(document.locate)]);
  for (const outdated of outdatedFields(file)) options.warn?.(document.locate(outdated));
  const { source, inContainers = false } = options;
  const study = resolveStudy(file, { dataset, facts, source, inContainers });
  refuse(options, limitProblems(study, text).map(document.locate));
  return study;
}

/** Fields of the network that a study of a program has: the schema has filled in their defaults by now. */
function notOfPrograms(file: StudyFile, document: StudyDocument): Problem[] {
  return isCommandFile(file)
    ? networkFieldProblems((document.value as { readonly spec: Record<string, unknown> }).spec)
    : [];
}

/** A dataset that cannot be looked at, as one mistake among those of the file. */
function ofDataset(document: StudyDocument, error: unknown): string[] {
  if (!(error instanceof FanoutError) || error.code === 'INTERRUPTED') throw error;
  return [document.locate({ path: ['spec', 'dataset'], message: `cannot be used: ${error.message}` })];
}

async function checkSchema(document: StudyDocument, options: ParseOptions): Promise<StudyFile> {
  const result = studyFile.safeParse(document.value, { reportInput: true });
  if (result.success) return result.data;
  const problems: Problem[] = result.error.issues.flatMap((issue) => toProblems(issue, [], knownKeys));
  refuse(options, [...problems.map(document.locate), ...(await besideOf(document, problems, options))]);
  throw new FanoutError('INTERNAL', 'the schema refused a study without saying why');
}

/** What else is wrong with a file that the schema refuses, as lines. */
async function besideOf(
  document: StudyDocument,
  problems: readonly Problem[],
  { source, describeDataset }: ParseOptions,
): Promise<string[]> {
  const rest = mended(document.value, problems);
  if (!rest) return [];
  let facts: DatasetFacts | undefined;
  const lines: string[] = [];
  // Of shards nothing is fetched for a file that is wrong anyway: that may take long.
  const dataset = rest.replaced.has('dataset') ? undefined : datasetOf(rest.file, source);
  if (dataset && dataset.kind !== 'shards')
    try {
      facts = await describeDataset(dataset);
    } catch (error) {
      lines.push(...ofDataset(document, error));
    }
  return [...problemsBeside(document.value, rest, problems, facts).map(document.locate), ...lines];
}

function refuse({ inContainers = false }: ParseOptions, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const count = lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`;
  throw new FanoutError(
    'STUDY_INVALID',
    `the study has ${count}:\n${lines.map((line) => `  ${shownText(line)}`).join('\n')}`,
    {
      hint: inContainers
        ? 'correct these fields of the Study, and apply it again'
        : lines.every((line) => line.startsWith('--set '))
          ? 'correct the argument; fanout validate STUDY --set FIELD=VALUE tries it'
          : 'correct the file and try it with: fanout validate STUDY',
    },
  );
}

/** The fields that the schema has at a path, for suggestions. Walks zod's own description of itself. */
const knownKeys: KnownKeys = (path) => {
  let branches = branchesOf(studyFile);
  for (const part of path) {
    const inside = branches.map(({ shape, element }) => {
      const field = shape && Object.hasOwn(shape, part) ? shape[String(part)] : undefined;
      return typeof part === 'number' ? element : field;
    });
    branches = inside.flatMap(branchesOf);
  }
  return Object.keys(branches.find(({ shape }) => shape)?.shape ?? {});
};

interface Schema {
  readonly shape?: Record<string, Schema>;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly def?: { readonly innerType?: Schema };
}

/** A schema without its wrappers (default, optional); of a union, its branches. */
function branchesOf(schema: unknown): Schema[] {
  let inner = schema as Schema | undefined;
  while (inner?.def?.innerType) inner = inner.def.innerType;
  return inner?.options?.flatMap(branchesOf) ?? (inner ? [inner] : []);
}
