/** `arms`: combinations that are written down one by one, each with a name of its own. */
import type { Problem } from '../problems.ts';
import { toProblems } from '../problems.ts';
import { initializer } from '../schema/initializers.ts';
import type { StudyFile } from '../schema/study.ts';
import { mergeIn, overlapping } from './field-path.ts';
import { listed, rangeProblems, resolveInitializer } from './initializers.ts';
import { fieldProblem, type VariedFile, written } from './varied-file.ts';

/**
 * The file as each named arm has it, its only level the arm's name; or what is wrong with them. An arm's
 * initializer becomes the only one that its file lists. Pure.
 */
export function namedArms(file: StudyFile): { variants: VariedFile[] } | { problems: Problem[] } {
  const { arms, ...rest } = file.spec;
  // An arm that names no initializer has the one that a study without any has.
  const spec = { ...rest, initializers: [...listed(file.spec)] };
  const made = Object.entries(arms ?? {}).map(([name, fields]) => {
    const start: VariedFile = {
      file: { ...file, spec },
      levels: [name],
      path: ['spec', 'arms', name],
      wrote: [],
    };
    return withFields(start, fields);
  });
  const problems = made.flatMap((each) => ('problems' in each ? each.problems : []));
  return problems.length > 0
    ? { problems }
    : { variants: made.flatMap((each) => ('problems' in each ? [] : [each])) };
}

function withFields(
  start: VariedFile,
  fields: Readonly<Record<string, unknown>>,
): VariedFile | { problems: Problem[] } {
  const problems: Problem[] = overlapping(Object.keys(fields)).map(([field, other]) => ({
    path: [...start.path, field],
    message: `is set by ${other} already`,
    atKey: true,
  }));
  let variant = start;
  for (const [field, value] of Object.entries(fields)) {
    const path = [...start.path, field];
    const impossible = fieldProblem(field, path);
    const made = impossible
      ? { problems: [impossible] }
      : field === 'initializer'
        ? withInitializer(variant, value, path)
        : written(variant, field, value, { path, name: '' }, mergeIn);
    if ('problems' in made) problems.push(...made.problems);
    else variant = { ...start, file: made.file, wrote: made.wrote };
  }
  return problems.length > 0 ? { problems } : variant;
}

function withInitializer(
  variant: VariedFile,
  value: unknown,
  path: readonly PropertyKey[],
): VariedFile | { problems: Problem[] } {
  const result = initializer.safeParse(value, { reportInput: true });
  if (!result.success)
    return { problems: result.error.issues.flatMap((issue) => toProblems(issue, path, () => [])) };
  const wrong = rangeProblems([resolveInitializer(result.data)], path.slice(0, -1), path.at(-1)!);
  if (wrong.length > 0) return { problems: wrong };
  const { file } = variant;
  return { ...variant, file: { ...file, spec: { ...file.spec, initializers: [result.data] } } };
}
