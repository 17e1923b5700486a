/**
 * What else is wrong with a file that the schema refuses: the rules across fields, for those fields that the
 * schema has nothing against. Without it a user would hear of them one round later.
 */
import { factProblems, fileProblems } from './across-fields.ts';
import { pathOf } from './arms/field-path.ts';
import type { Problem } from './problems.ts';
import type { DatasetFacts } from './resolve.ts';
import { isCommandFile, type StudyFile, studyFile } from './schema/study.ts';

type Fields = Record<string, unknown>;
/** A file that the schema refuses. */
type Mistaken = { readonly spec: Fields };
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const STAND_IN_TRAINER = { command: ['true'] };

/** What stands for a field that is wrong: any value that the schema takes. */
const STAND_INS: Fields = {
  dataset: { name: 'iris' },
  trainer: STAND_IN_TRAINER,
  model: [{ dense: { units: 'classes', activation: 'softmax' } }],
};

/** Fields whose own fields all have defaults: of these the one that is wrong is left out. */
const HAVE_DEFAULTS = new Set(['folds', 'training', 'verdict', 'objective', 'workers']);

/** Whether a field of a field has a default. */
const mayBeLeftOut = (name: string, inner: PropertyKey) =>
  HAVE_DEFAULTS.has(name) || (name === 'trainer' && inner !== 'command');

/** Fields that are looked at by themselves, and one that says nothing without them. */
const NOT_HERE = new Set(['vary', 'arms', 'control']);

/** A file with what is wrong taken out, and what was. */
export interface Mended {
  readonly file: StudyFile;
  /** Fields of `spec` that other values stand in for: `model`, `training.epochs`. */
  readonly replaced: ReadonlySet<string>;
}

/**
 * The file without what the schema has found; undefined where that leaves nothing that could be looked at.
 * Factors and named arms are left out: they are looked at one by one. Pure.
 */
export function mended(value: unknown, problems: readonly Problem[]): Mended | undefined {
  if (!isFields(value) || !isFields(value.spec)) return undefined;
  const { vary: _vary, arms: _arms, control: _control, ...spec } = structuredClone(value.spec);
  const replaced = new Set<string>();
  for (const { path, atKey } of problems) {
    const [root, field, ...rest] = path;
    if (root !== 'spec' || field === undefined || NOT_HERE.has(String(field))) continue;
    const name = String(field);
    const inside = spec[name];
    if (atKey && rest.length === 0) delete spec[name];
    else if (name === 'initializers' && Array.isArray(inside) && typeof rest[0] === 'number')
      inside[rest[0]] = { zeros: {}, as: `stand-in-${rest[0]}` };
    else if (isFields(inside) && rest[0] !== undefined && mayBeLeftOut(name, rest[0])) {
      delete inside[String(rest[0])];
      replaced.add(`${name}.${String(rest[0])}`);
    } else {
      replaced.add(name);
      if (Object.hasOwn(STAND_INS, name)) spec[name] = STAND_INS[name];
      else delete spec[name];
    }
  }
  const head = { apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: 'stand-in' } };
  const result = studyFile.safeParse({ ...head, spec });
  return result.success ? { file: result.data, replaced } : undefined;
}

/**
 * Problems across fields of a mended file, each factor of `value` taken alone. `facts`: of the dataset;
 * absent where it is not known. Pure.
 */
export function problemsBeside(
  value: unknown,
  { file, replaced }: Mended,
  found: readonly Problem[],
  facts: DatasetFacts | undefined,
): Problem[] {
  const wrong = new Set(found.map(({ path }) => path.join('\n')));
  const files = isCommandFile(file)
    ? [withArms(file, value as Mistaken)]
    : [file, ...eachAlone(file, value as Mistaken, replaced)];
  const all = files.flatMap((each) => [...fileProblems(each), ...(facts ? factProblems(each, facts) : [])]);
  const known = new Set<string>();
  return all.filter(({ path, message, also = [] }) => {
    const text = `${path.join('\n')} ${message}`;
    const ofReplaced = [path, ...also].some((each) => isReplaced(replaced, each.slice(1)));
    if (known.has(text) || ofReplaced || wrong.has(path.join('\n'))) return false;
    known.add(text);
    return true;
  });
}

/** A study of networks with each of its factors and arms alone: of one that is wrong nothing is said. */
function eachAlone(
  file: StudyFile,
  { spec: { vary, arms } }: Mistaken,
  replaced: Mended['replaced'],
): StudyFile[] {
  const factors = Object.entries(isFields(vary) ? vary : {}).filter(
    ([field]) => !isReplaced(replaced, pathOf(field)),
  );
  const named = Object.entries(isFields(arms) ? arms : {}).filter(
    ([, fields]) =>
      !Object.keys(isFields(fields) ? fields : {}).some((field) => isReplaced(replaced, pathOf(field))),
  );
  const compared = [
    ...factors.map(([field, levels]) => ({ vary: { [field]: levels } })),
    ...named.map(([name, fields]) => ({ arms: { [name]: fields } })),
  ];
  return compared.flatMap((one) => {
    const { initializers: _, ...withoutList } = file.spec;
    const spec = 'arms' in one ? withoutList : file.spec;
    const result = studyFile.safeParse({ ...file, spec: { ...spec, ...one } });
    return result.success ? [result.data] : [];
  });
}

/**
 * A study of a program with all that it compares: a command names parameters of all factors. Where these are
 * wrong themselves, with a factor that nothing is said of.
 */
function withArms(file: StudyFile, { spec: { vary, arms, control } }: Mistaken): StudyFile {
  const [whole, standIn] = [
    { vary, arms, control },
    { vary: { 'stand-in': [1, 2] }, trainer: STAND_IN_TRAINER },
  ].map((one) => studyFile.safeParse({ ...file, spec: { ...file.spec, ...one } }));
  return (whole!.success ? whole!.data : standIn!.data)!;
}

/** Whether another value stands in for a field of `spec`, or for what it is in. */
function isReplaced(replaced: ReadonlySet<string>, path: readonly PropertyKey[]): boolean {
  return [1, 2].some((length) => replaced.has(path.slice(0, length).map(String).join('.')));
}
