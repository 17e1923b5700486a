/** `vary`: the values of any field are compared; several fields are crossed. */
import type { Problem } from '../problems.ts';
import type { StudyFile } from '../schema/study.ts';
import { setIn } from './field-path.ts';
import { levelName, levelValue } from './names.ts';
import { fieldProblem, type VariedFile, written } from './varied-file.ts';

/**
 * The variants of a file, the last factor's levels going round fastest, or what is wrong with them. The
 * initializers are no part of it. Pure.
 */
export function varied(file: StudyFile): { variants: VariedFile[] } | { problems: Problem[] } {
  const problems: Problem[] = [];
  const { vary, ...rest } = file.spec;
  let variants: VariedFile[] = [{ file: { ...file, spec: rest }, levels: [], path: [], wrote: [] }];
  for (const [field, levels] of Object.entries(vary ?? {})) {
    if (field === 'initializer') continue;
    const place = ['spec', 'vary', field];
    const impossible = fieldProblem(field, place);
    if (impossible) {
      problems.push(impossible);
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
      levels.map((level, index) =>
        written(variant, field, levelValue(level), { path: [...place, index], name: names[index]! }, setIn),
      ),
    );
    problems.push(...distinct(next.flat().flatMap((made) => ('problems' in made ? made.problems : []))));
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
