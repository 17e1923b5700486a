/**
 * What a study compares: its factors and its arms. A file names them in one of two ways: by factors that are
 * crossed (`initializers`, `vary`), or one by one (`arms`). Pure.
 */
import type { Initializer } from '../../engines/initializers.ts';
import type { DatasetFacts } from '../facts.ts';
import type { Problem } from '../problems.ts';
import type { StudyFile } from '../schema/study.ts';
import type { ArmSettings, Factor, NetworkArm } from '../study.ts';
import { initializersPath, listed, resolveInitializer } from './initializers.ts';
import { namedArms } from './named.ts';
import { armId, variedFactors } from './names.ts';
import { difference, fileSettings } from './settings.ts';
import type { VariedFile } from './varied-file.ts';
import { varied } from './vary.ts';

/** What is compared, and the settings that all share which do not say otherwise. */
export interface Compared {
  readonly factors: readonly Factor[];
  readonly arms: readonly NetworkArm[];
  readonly settings: ArmSettings;
}

/** The file as each of its arms has it, but for initializers that are crossed; or what is wrong. */
export function variantsOf(file: StudyFile): { variants: VariedFile[] } | { problems: Problem[] } {
  return file.spec.arms ? namedArms(file) : varied(file);
}

/** An arm by its variant of the file, its initializer and its levels. */
interface Combination {
  readonly id: string;
  readonly levels: readonly string[];
  readonly variant: VariedFile;
  readonly initializer: Initializer;
}

/** The arms that variants make, in the order of the grid; the last factor goes round fastest. */
export function combinations(file: StudyFile, variants: readonly VariedFile[]): Combination[] {
  if (file.spec.arms)
    return variants.map((variant) => {
      const initializer = resolveInitializer(listed(variant.file.spec)[0]!);
      return { id: variant.levels[0]!, levels: variant.levels, variant, initializer };
    });
  const factors = factorsOf(file);
  const crossed = factors[0]?.name === 'initializer';
  return listed(file.spec)
    .map(resolveInitializer)
    .flatMap((initializer) =>
      variants.map((variant) => {
        const levels = crossed ? [initializer.label, ...variant.levels] : variant.levels;
        return { id: armId(factors, levels), levels, variant, initializer };
      }),
    );
}

/** What a file that nothing is wrong with compares. */
export function comparedBy(file: StudyFile, facts: DatasetFacts): Compared {
  const settings = fileSettings(file.spec, facts);
  const factors = factorsOf(file);
  const made = variantsOf(file);
  const variants = 'variants' in made ? made.variants : [];
  const settingsOf = new Map(variants.map((each) => [each, fileSettings(each.file.spec, facts)]));
  const arms = combinations(file, variants).map(({ id, levels, variant, initializer }): NetworkArm => {
    const byName = Object.fromEntries(factors.map(({ name }, index) => [name, levels[index]!]));
    const own = difference({ ...settingsOf.get(variant)!, initializer }, settings);
    return { id, label: id, levels: byName, settings: own };
  });
  return { factors, arms, settings };
}

/**
 * The factors of a file: `arm` where it names its arms, else those that it crosses: its initializers, unless
 * there is one of them beside other factors.
 */
export function factorsOf(file: StudyFile): Factor[] {
  if (file.spec.arms) return [{ name: 'arm', field: 'arms', levels: Object.keys(file.spec.arms) }];
  const levels = listed(file.spec).map((entry) => resolveInitializer(entry).label);
  const others = variedFactors(file);
  if (levels.length === 1 && others.length > 0) return others;
  return [{ name: 'initializer', field: initializersPath(file.spec).slice(1).join('.'), levels }, ...others];
}
