import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';

/** A rule that a study file breaks. `path` leads to the field from the document's root. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** The rule and the value found: `must be at least 2, found 0`. */
  readonly message: string;
  /** The problem is the name of the field itself, not its value. */
  readonly atKey?: boolean;
  /** Other fields that the rule is about: whoever wrote one of them may have broken it. */
  readonly also?: readonly (readonly PropertyKey[])[];
}

/** A path as a person writes it: `spec.initializers[3].random_normal`. Pure. */
export function fieldName(path: readonly PropertyKey[]): string {
  const name = path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  );
  return name === '' ? 'the document' : name;
}

/** A value as it is shown in a message: short, and with its kind visible. Pure. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null)
    return `an object with ${Object.keys(value).join(', ') || 'no fields'}`;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `, did you mean "he_normal"?` when a known name is near enough to be meant; else nothing. Pure. */
export function suggestion(found: unknown, known: readonly string[]): string {
  if (typeof found !== 'string' || known.length === 0) return '';
  const nearest = closest(found.toLowerCase(), [...known]);
  const near =
    nearest.startsWith(found) ||
    distance(found.toLowerCase(), nearest) <= Math.max(2, Math.floor(nearest.length / 3));
  return near ? `, did you mean "${nearest}"?` : '';
}

const TYPE_WORDS: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const list = (values: readonly unknown[]) =>
  values.length === 1 ? shown(values[0]) : `one of ${values.map(String).join(', ')}`;

type Issue = z.core.$ZodIssue;
/** Which names a place of the document may hold, for suggestions; empty when unknown. */
export type KnownKeys = (path: readonly PropertyKey[]) => readonly string[];

/** A bound in words. Zod speaks of numbers, texts and lists alike. */
function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  const one = unit === ' entries' ? ' entry' : ' character';
  const least = issue.inclusive === false ? 'more than' : 'at least';
  const most = issue.inclusive === false ? 'less than' : 'at most';
  return `must ${unit === '' ? 'be' : 'have'} ${issue.code === 'too_small' ? least : most} ${limit}${unit !== '' && Number(limit) === 1 ? one : unit}`;
}

/** What is required, out of the message that something is. Pure. */
const required = (rule: string) => rule.replace(/^is required \((.*)\)$/, '$1');

function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: PropertyKey[],
  known: KnownKeys,
): Problem[] {
  // The branch that was meant is the one that got furthest into the value; among equals, the names it could
  // have been.
  const branches = issue.errors.map((errors) =>
    errors.flatMap((inner) => toProblems(inner as Issue, path, known)),
  );
  const deepest = branches.filter((branch) =>
    branch.some((problem) => problem.path.length > path.length || problem.atKey),
  );
  if (deepest[0]) return deepest[0];
  const rules = branches
    .flat()
    .map((problem) => problem.message.replace(/, found .*$/, '').replace(/^must be /, ''));
  if (issue.input === undefined)
    return [{ path, message: `is required (${[...new Set(rules)].map(required).join(', or ')})` }];
  const names = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  return [
    {
      path,
      message: `must be ${[...new Set(rules)].join(', or ')}, found ${shown(issue.input)}${suggestion(issue.input, names)}`,
    },
  ];
}

/** Numbers that a message writes out. */
const WRITTEN_OUT = 20;

/** What to write where a count or a range of numbers stands in the place of a list. Pure. */
function listInstead({ expected, input }: Extract<Issue, { code: 'invalid_type' }>): string {
  if (expected !== 'array') return '';
  const range = /^\s*(\d{1,10})\s*(?:-|–|\.\.|:)\s*(\d{1,10})\s*$/.exec(
    typeof input === 'string' ? input : '',
  );
  const [first, last] = range ? [Number(range[1]), Number(range[2])] : [1, Number(input)];
  if (!Number.isSafeInteger(last) || typeof input === 'boolean' || last < first) return '';
  const count = last - first + 1;
  const written = Array.from({ length: Math.min(count, WRITTEN_OUT) }, (_, index) => first + index);
  const all = count > WRITTEN_OUT ? [...written.slice(0, 3), '…', last] : written;
  return range
    ? `: write [${all.join(', ')}]`
    : `: write [${last}] for ${last} alone, [${all.join(', ')}] for all to ${last}`;
}

/** What to write where folds are given as a number, or as none. Pure. */
function foldsInstead(
  { expected, input }: Extract<Issue, { code: 'invalid_type' }>,
  path: readonly PropertyKey[],
): string {
  if (expected !== 'object' || path.join('.') !== 'spec.folds') return '';
  if (typeof input === 'number' && Number.isInteger(input) && input > 0) return `: write { count: ${input} }`;
  return ': write { count: 5 }, or { count: 1 } for a program that does without folds';
}

/** The other fields of a rule, which its `params` name by their place beside the field. Pure. */
function beside(path: readonly PropertyKey[], params: Record<string, unknown> | undefined) {
  const also = params?.beside as readonly PropertyKey[] | undefined;
  return also === undefined ? {} : { also: also.map((name) => [...path.slice(0, -1), name]) };
}

/**
 * One of zod's issues as problems in fanout's words; `at` is where its value stands in the document. Pure.
 */
export function toProblems(issue: Issue, at: readonly PropertyKey[], known: KnownKeys): Problem[] {
  const path = [...at, ...issue.path];
  const found = `, found ${shown(issue.input)}`;
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? [{ path, message: `is required (${TYPE_WORDS[issue.expected] ?? issue.expected})` }]
        : [
            {
              path,
              message: `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}${found}${listInstead(issue)}${foldsInstead(issue, path)}`,
            },
          ];
    case 'too_small':
    case 'too_big':
      return [{ path, message: `${bound(issue)}${found}` }];
    case 'invalid_value':
      return issue.input === undefined
        ? [{ path, message: `is required (${list(issue.values)})` }]
        : [
            {
              path,
              message: `must be ${list(issue.values)}${found}${suggestion(issue.input, issue.values.map(String))}`,
            },
          ];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not a known field${suggestion(key, known(path))}`,
        atKey: true,
      }));
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message, atKey: true }));
    case 'invalid_union':
      return unionProblems(issue, path, known);
    case 'invalid_format':
      return [{ path, message: `${issue.message}${found}` }];
    case 'custom':
      return [{ path, message: issue.message, ...beside(path, issue.params) }];
    default:
      return [{ path, message: issue.message }];
  }
}
