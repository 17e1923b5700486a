/**
 * A study file becomes a study: text → YAML → schema → the dataset's facts → rules across fields → the
 * resolved, frozen type. Each step reports everything it finds, each with its line and column.
 */

import { shownBytes } from '../datasets/byte-size.ts';
import type { DatasetSpec } from '../datasets/spec.ts';
import { FanoutError } from '../proto/errors.ts';
import { shownText } from '../proto/shown-text.ts';
import { problemsWith } from './across-fields.ts';
import { readDocument, type StudyDocument } from './document.ts';
import { limitProblems } from './limits.ts';
import { outdatedFields } from './objective.ts';
import type { Override } from './overrides.ts';
import { type KnownKeys, type Problem, toProblems } from './problems.ts';
import { type DatasetFacts, resolveDataset, resolveStudy } from './resolve.ts';
import { type StudyFile, studyFile } from './schema/study.ts';
import type { Study } from './study.ts';

/** Characters that a study file may have: all of it goes into the run's manifest. */
export const LARGEST_STUDY = 2 ** 20;

export interface ParseOptions {
  /** Where the text came from: shown in messages, and what relative paths in it count from. */
  readonly source: string;
  readonly overrides?: readonly Override[];
  /** Looks at a dataset without reading all of it. Throws DATASET_* errors. */
  readonly describeDataset: (dataset: DatasetSpec) => Promise<DatasetFacts>;
  /** Hears of what is read and should be written otherwise: a line each, with its place. */
  readonly warn?: (line: string) => void;
}

/**
 * Reads a study. Throws STUDY_INVALID with one line for each broken rule, or what `describeDataset` throws.
 */
export async function parseStudy(text: string, options: ParseOptions): Promise<Study> {
  if (text.length > LARGEST_STUDY)
    refuse([
      `${options.source}:1:1 must have at most ${shownBytes(LARGEST_STUDY)}, has ${shownBytes(text.length)}`,
    ]);
  const document = readDocument(text, options.source, options.overrides);
  refuse(document.syntaxErrors);
  const file = checkSchema(document);
  const dataset = resolveDataset(file.spec.dataset, options.source);
  const facts = await options.describeDataset(dataset);
  refuse(problemsWith(file, facts).map(document.locate));
  for (const outdated of outdatedFields(file)) options.warn?.(document.locate(outdated));
  const study = resolveStudy(file, dataset, facts);
  refuse(limitProblems(study, text).map(document.locate));
  return study;
}

function checkSchema(document: StudyDocument): StudyFile {
  const result = studyFile.safeParse(document.value, { reportInput: true });
  if (result.success) return result.data;
  const problems: Problem[] = result.error.issues.flatMap((issue) => toProblems(issue, [], knownKeys));
  refuse(problems.map(document.locate));
  throw new FanoutError('INTERNAL', 'the schema refused a study without saying why');
}

function refuse(lines: readonly string[]): void {
  if (lines.length === 0) return;
  const count = lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`;
  throw new FanoutError(
    'STUDY_INVALID',
    `the study has ${count}:\n${lines.map((line) => `  ${shownText(line)}`).join('\n')}`,
    {
      hint: lines.every((line) => line.startsWith('--set '))
        ? 'correct the argument; fanout validate STUDY --set FIELD=VALUE tries it'
        : 'correct the file and try it with: fanout validate STUDY',
    },
  );
}

/** The fields that the schema has at a path, for suggestions. Walks zod's own description of itself. */
const knownKeys: KnownKeys = (path) => {
  let schema = peel(studyFile);
  for (const part of path) {
    const { shape, element } = schema ?? {};
    const field = shape && Object.hasOwn(shape, part) ? shape[String(part)] : undefined;
    schema = peel(typeof part === 'number' ? element : field);
  }
  return Object.keys(schema?.shape ?? {});
};

interface Schema {
  readonly shape?: Record<string, Schema>;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly def?: { readonly innerType?: Schema };
}

/** A schema without its wrappers (default, optional), and of a union the branch that has fields. */
function peel(schema: unknown): Schema | undefined {
  let inner = schema as Schema | undefined;
  while (inner?.def?.innerType) inner = inner.def.innerType;
  return inner?.options?.map(peel).find((option) => option?.shape) ?? inner;
}
