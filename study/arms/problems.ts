/** The rules of what a study compares. All pure. */
import { fieldName, type Problem } from '../problems.ts';
import type { StudyFile } from '../schema/study.ts';
import { combinations, factorsOf, variantsOf } from './arms.ts';
import { controlProblems } from './control.ts';
import { overlap, overlapping } from './field-path.ts';
import type { VariedFile } from './varied-file.ts';

/** The most arms of a study: as many as initializers may be listed. */
export const MOST_ARMS = 256;
/** The most factors that are crossed. */
export const MOST_FACTORS = 4;

/** What is wrong with the arms of a file: with their number, and with the fields and levels of each. */
export function armProblems(file: StudyFile): Problem[] {
  const shape = shapeProblems(file);
  // Too many to be crossed, or named beside factors: each is looked at alone.
  if (shape.length > 0)
    return [
      ...shape,
      ...alone(file).flatMap((each) => {
        const made = variantsOf(each);
        return 'problems' in made ? made.problems : [];
      }),
    ];
  const made = variantsOf(file);
  return 'problems' in made ? made.problems : controlOf(file, made.variants);
}

/**
 * What the arms of a file break. `rules` gives what a file breaks: each arm's must keep what the file keeps,
 * and a broken rule stands at the level that was written in. Nothing where the arms cannot be made.
 */
export function brokenByArms(file: StudyFile, rules: (file: StudyFile) => Problem[]): Problem[] {
  if (shapeProblems(file).length > 0) return [];
  const made = variantsOf(file);
  return 'problems' in made ? [] : brokenRules(made.variants, rules);
}

/** The file with each factor alone, and with its named arms alone. */
function alone(file: StudyFile): StudyFile[] {
  const { vary, arms, ...spec } = file.spec;
  const factors = Object.entries(vary ?? {}).map(([field, levels]) => ({ vary: { [field]: levels } }));
  return [...factors, ...(arms ? [{ arms }] : [])].map((one) => ({ ...file, spec: { ...spec, ...one } }));
}

/** Too many of something, or two ways of saying what is compared. */
function shapeProblems(file: StudyFile): Problem[] {
  const { arms, vary, initializers } = file.spec;
  const also = [['spec', 'initializers'], ...(vary?.initializer ? [['spec', 'vary', 'initializer']] : [])];
  if (arms && (vary || initializers)) {
    const message = 'names whole combinations: it cannot stand beside initializers or vary';
    return [{ path: ['spec', 'arms'], message, atKey: true, also: [...also, ['spec', 'vary']] }];
  }
  if (!vary) return [];
  const path = ['spec', 'vary'];
  if (vary.initializer && initializers)
    return [
      { path: [...path, 'initializer'], message: 'cannot stand beside initializers', atKey: true, also },
    ];
  const [twice] = overlapping(Object.keys(vary));
  if (twice) {
    const message = `is a factor already, or part of one: ${twice[1]}`;
    return [{ path: [...path, twice[0]], message, atKey: true, also: [[...path, twice[1]]] }];
  }
  const factors = factorsOf(file);
  if (factors.length > MOST_FACTORS) {
    const message = `must cross at most ${MOST_FACTORS} factors, crosses ${factors.map(({ name }) => name).join(' × ')}`;
    return [{ path, message, also }];
  }
  const count = factors.reduce((total, { levels }) => total * levels.length, 1);
  return count > MOST_ARMS
    ? [{ path, message: `must make at most ${MOST_ARMS} arms, makes ${count}`, also }]
    : [];
}

function brokenRules(variants: readonly VariedFile[], rules: (file: StudyFile) => Problem[]): Problem[] {
  const known = new Set<string>();
  return variants.flatMap((variant) =>
    (variant.path.length === 0 ? [] : rules(variant.file)).flatMap(({ path: at, message, also }) => {
      const path = blamed(variant, at);
      const text = `makes ${fieldName(at)} break a rule: it ${message}`;
      if (known.has(`${path.join()} ${text}`)) return [];
      known.add(`${path.join()} ${text}`);
      return [{ path, message: text, also: [at, ...(also ?? [])] }];
    }),
  );
}

/** Where the level stands that a broken rule is about; else the last that was written. */
function blamed({ wrote, path }: VariedFile, at: readonly PropertyKey[]): readonly PropertyKey[] {
  const field = at.slice(1).map(String).join('.');
  return wrote.findLast((one) => overlap(one.field, field))?.path ?? path;
}

function controlOf(file: StudyFile, variants: readonly VariedFile[]): Problem[] {
  const { control } = file.spec;
  if (control === undefined) return [];
  const ids = combinations(file, variants).map(({ id }) => id);
  return controlProblems(control, ids, ['arms', 'initializers', 'vary']);
}
