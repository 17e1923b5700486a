/**
 * A study file as one of its arms has it: a level is written into a copy of the file's `spec`, which goes
 * through the same schema and rules as the file itself.
 */
import type { Problem } from '../problems.ts';
import { toProblems } from '../problems.ts';
import { type StudyFile, studyFile } from '../schema/study.ts';
import { pathOf, type setIn } from './field-path.ts';
import { entriesOf } from './layer-entries.ts';

/** The file with each factor's level written in. */
export interface VariedFile {
  readonly file: StudyFile;
  /** Names of the levels, factor by factor. */
  readonly levels: readonly string[];
  /** Where the last factor's level stands in the document. */
  readonly path: readonly PropertyKey[];
  /** The fields that were written, and where what stands in each stands in the document. */
  readonly wrote: readonly { readonly field: string; readonly path: readonly PropertyKey[] }[];
}

const NO_SUCH_FIELD = 'leads into a field that the study does not have';

/** Fields that make blocks, or judge them: they must be the same for all that is compared. */
const NOT_VARIED = [
  'dataset',
  'folds',
  'seeds',
  'objective',
  'verdict',
  'workers',
  'vary',
  'arms',
  'control',
];

/** What is wrong with a field as one that arms differ in; undefined: nothing. Pure. */
export function fieldProblem(field: string, path: readonly PropertyKey[]): Problem | undefined {
  const [top] = pathOf(field);
  if (top === undefined) return { path, message: NO_SUCH_FIELD, atKey: true };
  const named = path[1] === 'arms';
  if (top === 'initializers' || (top === 'initializer' && field !== top)) {
    const instead = named ? 'initializer: NAME' : 'initializer: [...], the names of some';
    return { path, message: `cannot be varied: write ${instead}`, atKey: true };
  }
  if (!NOT_VARIED.includes(top)) return undefined;
  const what = named ? 'cannot be set for an arm' : 'cannot be a factor';
  return { path, message: `${what}: all that is compared must share it`, atKey: true };
}

/**
 * The file with a value written into a field, or what is wrong with it; `path` is where the value stands in
 * the document, `name` what the level is called. Pure.
 */
export function written(
  variant: VariedFile,
  field: string,
  value: unknown,
  { path, name }: { readonly path: readonly PropertyKey[]; readonly name: string },
  write: typeof setIn,
): VariedFile | { problems: Problem[] } {
  const spec = structuredClone(variant.file.spec) as unknown as Record<string, unknown>;
  const targets = targetsOf(field, variant.file);
  for (const target of targets) {
    if (!write(spec, target, value))
      return { problems: [{ path: keyOf(path), message: NO_SUCH_FIELD, atKey: true }] };
  }
  const result = studyFile.safeParse({ ...variant.file, spec }, { reportInput: true });
  if (targets.length > 0 && result.success)
    return {
      file: result.data,
      levels: [...variant.levels, name],
      path,
      wrote: [...variant.wrote, { field, path }],
    };
  const found = result.success
    ? [{ path, message: 'is in no layer of the model' }]
    : result.error.issues.flatMap((issue) => toProblems(issue, [], () => []));
  return { problems: found.slice(0, 1).map((problem) => ofLevel(problem, targets, path)) };
}

/** A level stands in a list, whose key is the field; a value of an arm is the field itself. */
function keyOf(path: readonly PropertyKey[]): readonly PropertyKey[] {
  return typeof path.at(-1) === 'number' ? path.slice(0, -1) : path;
}

/**
 * A problem of the written file as one of the level; that the field itself is not there is one of its name.
 * Pure.
 */
function ofLevel(
  { path: at, message, atKey }: Problem,
  targets: string[][],
  path: readonly PropertyKey[],
): Problem {
  const isField = atKey && targets.some((target) => ['spec', ...target].join('\n') === at.join('\n'));
  return isField ? { path: keyOf(path), message: NO_SUCH_FIELD, atKey: true } : { path, message };
}

/**
 * `model.*.activation` is the activation of every layer that has one, within residual and repeat too, but of
 * the model's last; any other field is itself.
 */
export function targetsOf(field: string, { spec }: StudyFile): string[][] {
  const parts = pathOf(field);
  if (parts[0] !== 'model' || parts[1] !== '*') return [parts];
  const entries = entriesOf(spec);
  const last = entries.at(-1)?.path.join();
  return entries.flatMap(({ path, kind, settings }) => {
    const has = settings !== undefined && Object.hasOwn(settings, parts[2] ?? '');
    return has && path.join() !== last ? [[...path, kind, ...parts.slice(2)]] : [];
  });
}
