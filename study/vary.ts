/**
 * `vary`: a study may compare the values of any field, not only initializers. Each level of a factor is
 * written into a copy of the file's `spec`, which goes through the same schema and rules as the file itself;
 * what comes out is a variant of the study. Two factors are crossed.
 */
import type { Factor, Initializer, Variant } from '../proto/study.ts';
import type { Problem } from './problems.ts';
import { toProblems } from './problems.ts';
import { type StudyFile, studyFile } from './schema/study.ts';
import type { VaryLevel } from './schema/vary.ts';

/** One cell of the crossed factors: the file with each factor's level written in. */
export interface VariedFile {
  readonly file: StudyFile;
  /** Names of the levels, factor by factor. */
  readonly levels: readonly string[];
  /** Where the last factor's level stands in the document. */
  readonly path: readonly PropertyKey[];
}

const NO_SUCH_FIELD = 'leads into a field that the study does not have';

/** Fields that make blocks or judge them: they must be the same for all that is compared. */
const NOT_FACTORS = ['dataset', 'folds', 'seeds', 'verdict', 'initializers', 'vary'];

/**
 * A factor of the file: its name is the last part of the field's path, or all of it where two would be called
 * the same. Pure.
 */
export function factorsOf({ spec }: StudyFile): Factor[] {
  const fields = Object.entries(spec.vary ?? {});
  const short = fields.map(([field]) => fieldPath(field).at(-1) ?? field);
  return fields.map(([field, levels], index) => ({
    name:
      short.filter((name) => name === short[index]).length > 1 ? fieldPath(field).join('.') : short[index]!,
    field,
    levels: levels.map(levelName),
  }));
}

/** The variants of a file, the last factor's levels going round fastest, or what is wrong with them. Pure. */
export function varied(file: StudyFile): { variants: VariedFile[] } | { problems: Problem[] } {
  const problems: Problem[] = [];
  let variants: VariedFile[] = [{ file: { ...file, spec: without(file.spec) }, levels: [], path: [] }];
  for (const [field, levels] of Object.entries(file.spec.vary ?? {})) {
    const place = ['spec', 'vary', field];
    const [top] = fieldPath(field);
    if (top === undefined) {
      problems.push({ path: place, message: NO_SUCH_FIELD, atKey: true });
      continue;
    }
    if (NOT_FACTORS.includes(top)) {
      const message =
        top === 'initializers'
          ? 'cannot be varied here: list them under initializers, which is a factor of its own'
          : 'cannot be a factor: all that is compared must share it';
      problems.push({ path: place, message, atKey: true });
      continue;
    }
    const names = levels.map(levelName);
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (twice >= 0)
      problems.push({
        path: [...place, twice],
        message: `must differ from the others, found ${names[twice]} again`,
      });
    const next = variants.map((variant) =>
      levels.map((level, index) => write(variant, field, level, [...place, index])),
    );
    problems.push(...distinct(next[0]!.flatMap((made) => ('problems' in made ? made.problems : []))));
    const made = next.flat().flatMap((each) => ('problems' in each ? [] : [each]));
    // Where no level of a factor can be written, the next is looked at without it.
    if (made.length > 0) variants = made;
  }
  return problems.length > 0 ? { problems } : { variants };
}

/** A field that is not there is not there at each level: once is enough. */
function distinct(problems: readonly Problem[]): Problem[] {
  const known = new Map(problems.map((problem) => [`${problem.path.join()} ${problem.message}`, problem]));
  return [...known.values()];
}

function without(spec: StudyFile['spec']): StudyFile['spec'] {
  const { vary: _, ...rest } = spec;
  return rest;
}

function write(
  variant: VariedFile,
  field: string,
  level: VaryLevel,
  path: readonly PropertyKey[],
): VariedFile | { problems: Problem[] } {
  const spec = structuredClone(variant.file.spec) as unknown as Record<string, unknown>;
  const targets = targetsOf(field, variant.file);
  for (const target of targets) {
    if (!setIn(spec, target, level))
      return {
        problems: [{ path: path.slice(0, -1), message: NO_SUCH_FIELD, atKey: true }],
      };
  }
  const result = studyFile.safeParse({ ...variant.file, spec }, { reportInput: true });
  if (targets.length > 0 && result.success)
    return { file: result.data, levels: [...variant.levels, levelName(level)], path };
  const found = result.success
    ? [{ path, message: 'is in no layer of the model' }]
    : result.error.issues.flatMap((issue) => toProblems(issue, [], () => []));
  return { problems: found.slice(0, 1).map((problem) => ofLevel(problem, targets, path)) };
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
  return isField ? { path: path.slice(0, -1), message: NO_SUCH_FIELD, atKey: true } : { path, message };
}

/** The parts of a factor's field: `model[0].dense.units` and `model.0.dense.units` are the same. Pure. */
export function fieldPath(field: string): string[] {
  return field.split(/[.[\]]+/).filter((part) => part !== '');
}

/**
 * `model.*.activation` is the activation of every layer but the last that has one; any other field is itself.
 */
export function targetsOf(field: string, { spec }: StudyFile): string[][] {
  const parts = fieldPath(field);
  if (parts[0] !== 'model' || parts[1] !== '*') return [parts];
  return spec.model.slice(0, -1).flatMap((layer, index) => {
    if (typeof layer === 'string') return [];
    const [kind, settings] = Object.entries(layer).find(([, given]) => given !== undefined)!;
    const has = typeof settings === 'object' && settings !== null && Object.hasOwn(settings, parts[2] ?? '');
    return has ? [['model', String(index), kind, ...parts.slice(2)]] : [];
  });
}

/**
 * Writes a value; false where the path leads through something that has no fields. Only what an object or a
 * list has of its own is followed: a path such as `__proto__.x` or `constructor.x` would lead out of the
 * study, into what all objects share.
 */
function setIn(root: Record<string, unknown>, path: readonly string[], value: unknown): boolean {
  let inner: unknown = root;
  for (const part of path.slice(0, -1)) {
    const field = isFieldOf(inner, part) ? inner[part] : undefined;
    if (typeof field !== 'object' || field === null) return false;
    inner = field;
  }
  const last = path.at(-1)!;
  // A list's entries alone can be written; an object may get a field that had no default, which the schema
  // then judges.
  if (last === '__proto__' || (Array.isArray(inner) && !isFieldOf(inner, last))) return false;
  (inner as Record<string, unknown>)[last] = structuredClone(value);
  return true;
}

/** Whether an object has this field of its own, or a list this entry. Pure. */
function isFieldOf(value: unknown, part: string): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return false;
  return !Array.isArray(value) || /^\d+$/.test(part);
}

/** How a level is called: a value as it is written, an object by its only field (`sgd`, `adam`). Pure. */
export function levelName(level: VaryLevel): string {
  if (typeof level === 'object') return Object.keys(level).join('-');
  // JavaScript writes 1e+21, and a key of NATS holds no "+".
  return String(level).replace('e+', 'e');
}

/**
 * The name of a choice: words stand alone, numbers with their factor: `relu`, `batchSize=32`,
 * `he_normal-learningRate=0.1`. Pure.
 */
export function choiceLabel(factors: readonly Pick<Factor, 'name'>[], levels: readonly string[]): string {
  return levels
    .map((level, index) =>
      /^[A-Za-z]/.test(level) && !/^(true|false)$/.test(level) ? level : `${factors[index]!.name}=${level}`,
    )
    .join('-');
}

/** A choice of the grid: an initializer under the variant's label, with all in which it differs. Pure. */
export function choiceOf(
  initializer: Initializer,
  label: string,
  levels: Readonly<Record<string, string>>,
  variant: Omit<Variant, 'initializer' | 'levels'>,
): Initializer {
  return { ...initializer, label, variant: { ...variant, initializer: initializer.label, levels } };
}
