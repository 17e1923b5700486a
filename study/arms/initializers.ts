/** The initializers of a study: one of its factors, in its short form or as a field of `vary`. */

import type { Initializer, InitializerName } from '../../engines/initializers.ts';
import { INITIALIZER_CHOICES, INITIALIZER_DEFAULTS, INITIALIZER_NAMES } from '../../engines/initializers.ts';
import type { Problem } from '../problems.ts';
import { toProblems } from '../problems.ts';
import { initializer, SEED_INITIALIZERS } from '../schema/initializers.ts';
import type { StudyFile } from '../schema/study.ts';

type Spec = StudyFile['spec'];
export type InitializerEntry = NonNullable<Spec['initializers']>[number];

/** Where the initializers stand in a study file. Pure. */
export function initializersPath({ vary }: Spec): readonly string[] {
  return vary?.initializer ? ['spec', 'vary', 'initializer'] : ['spec', 'initializers'];
}

/** The initializers that a file lists, or its default. Those that break the schema are left out. Pure. */
export function listed({ initializers, vary, arms }: Spec): readonly InitializerEntry[] {
  if (initializers) return initializers;
  if (vary?.initializer)
    return vary.initializer.flatMap((level) => {
      const result = initializer.safeParse(level);
      return result.success ? [result.data] : [];
    });
  return vary || arms ? ['glorot_uniform'] : SEED_INITIALIZERS;
}

/** What is wrong with the initializers, each by itself and beside the others. Pure. */
export function initializerProblems({ spec }: StudyFile): Problem[] {
  const path = initializersPath(spec);
  const broken = (spec.initializers ? [] : (spec.vary?.initializer ?? [])).flatMap((level, index) => {
    const result = initializer.safeParse(level, { reportInput: true });
    const issues = result.success ? [] : result.error.issues;
    return issues.flatMap((issue) => toProblems(issue, [...path, index], () => []));
  });
  if (broken.length > 0) return broken;
  const entries = listed(spec).map(resolveInitializer);
  return [...nameProblems(entries, path), ...rangeProblems(entries, path)];
}

function nameProblems(entries: readonly Initializer[], path: readonly string[]): Problem[] {
  const labels = entries.map(({ label }) => label);
  return labels.flatMap((label, index) => {
    const first = labels.indexOf(label);
    if (first === index) return [];
    const message = `must have a name of its own, found "${label}" again: give it one with as: …`;
    return [{ path: [...path, index], message, also: [[...path, first]] }];
  });
}

/** A range that is none. `at`: the place of a single entry, where it stands in no list. Pure. */
export function rangeProblems(
  entries: readonly Initializer[],
  path: readonly PropertyKey[],
  at?: PropertyKey,
): Problem[] {
  return entries.flatMap(({ name, parameters }, index) => {
    if (name !== 'random_uniform' || parameters.min! < parameters.max!) return [];
    const place = [...path, at ?? index, 'random_uniform'];
    const message = `must be more than min (${parameters.min}), found ${parameters.max}`;
    return [{ path: [...place, 'max'], message, also: [[...place, 'min']] }];
  });
}

/** An initializer with all its parameters, and the name that it goes by. Pure. */
export function resolveInitializer(entry: InitializerEntry): Initializer {
  if (typeof entry === 'string')
    return { label: entry, name: entry, parameters: defaultsOf(entry), ...choicesOf(entry, {}) };
  const name = INITIALIZER_NAMES.find((known) => entry[known] !== undefined)!;
  const settings = entry[name] as Record<string, number | string | undefined>;
  const given = Object.entries(settings).filter(([, value]) => typeof value === 'number');
  return {
    label: entry.as ?? name,
    name,
    parameters: { ...defaultsOf(name), ...(Object.fromEntries(given) as Record<string, number>) },
    ...choicesOf(name, settings),
  };
}

/** The parameters that are words; nothing where the initializer has none. */
function choicesOf(
  name: InitializerName,
  given: Readonly<Record<string, unknown>>,
): Pick<Initializer, 'choices'> {
  const known = INITIALIZER_CHOICES[name];
  if (known === undefined) return {};
  const chosen = Object.entries(known).map(([parameter, words]) => [
    parameter,
    String(given[parameter] ?? words[0]),
  ]);
  return { choices: Object.fromEntries(chosen) };
}

function defaultsOf(name: InitializerName): Record<string, number> {
  return Object.fromEntries(
    Object.entries(INITIALIZER_DEFAULTS[name]).map(([key, parameter]) => [key, parameter.default]),
  );
}
