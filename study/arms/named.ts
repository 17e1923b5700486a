/** `arms`: combinations that are written down one by one, each with a name of its own. */
import type { Problem } from '../problems.ts';
import { toProblems } from '../problems.ts';
import { initializer } from '../schema/initializers.ts';
import type { StudyFile } from '../schema/study.ts';
import { listed } from './initializers.ts';
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
  const problems: Problem[] = [];
  let variant = start;
  for (const [field, value] of Object.entries(fields)) {
    const path = [...start.path, field];
    const impossible = fieldProblem(field, path);
    const made = impossible
      ? { problems: [impossible] }
      : field === 'initializer'
        ? withInitializer(variant, value, path)
        : written(variant, field, value, { path, name: '' });
    if ('problems' in made) problems.push(...made.problems);
    else variant = { ...start, file: made.file };
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
  const { file } = variant;
  return { ...variant, file: { ...file, spec: { ...file.spec, initializers: [result.data] } } };
}
