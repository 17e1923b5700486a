/**
 * A study file becomes a study: text → YAML → schema → the dataset's facts → rules across fields → the resolved, frozen type.
 * Each step reports everything it finds, each with its line and column.
 */
import { FanoutError } from '../proto/errors.ts';
import type { DatasetSpec, Study } from '../proto/study.ts';
import { readDocument, type StudyDocument } from './document.ts';
import type { Override } from './overrides.ts';
import { type KnownKeys, type Problem, toProblems } from './problems.ts';
import { type DatasetFacts, problemsWith, resolveDataset, resolveStudy } from './resolve.ts';
import { type StudyFile, studyFile } from './schema/study.ts';

export interface ParseOptions {
  /** Where the text came from: shown in messages, and what relative paths in it count from. */
  readonly source: string;
  readonly overrides?: readonly Override[];
  /** Looks at a dataset without reading all of it. Throws DATASET_* errors. */
  readonly describeDataset: (dataset: DatasetSpec) => Promise<DatasetFacts>;
}

/** Reads a study. Throws STUDY_INVALID with one line for each broken rule, or what `describeDataset` throws. */
export async function parseStudy(text: string, options: ParseOptions): Promise<Study> {
  const document = readDocument(text, options.source, options.overrides);
  refuse(document.syntaxErrors);
  const file = checkSchema(document);
  const dataset = resolveDataset(file.spec.dataset, options.source);
  const facts = await options.describeDataset(dataset);
  refuse(problemsWith(file, facts).map(document.locate));
  return resolveStudy(file, dataset, facts);
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
    `the study has ${count}:\n${lines.map((line) => `  ${line}`).join('\n')}`,
    {
      hint: 'correct the file and try it with: fanout validate STUDY',
    },
  );
}

/** The fields that the schema has at a path, for suggestions. Walks zod's own description of itself. */
const knownKeys: KnownKeys = (path) => {
  let schema = peel(studyFile);
  for (const part of path) {
    schema = peel(typeof part === 'number' ? schema?.element : schema?.shape?.[String(part)]);
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
