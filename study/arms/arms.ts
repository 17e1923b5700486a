/**
 * What a study compares: its factors and its arms. A file names them in one of two ways: by factors that are
 * crossed (`initializers`, `vary`), or one by one (`arms`). Pure.
 */
import type { StudyFile } from '../schema/study.ts';
import type { Arm, ArmSettings, Factor } from '../study.ts';
import { initializersPath, listed, resolveInitializer } from './initializers.ts';
import { namedArms } from './named.ts';
import { armId, variedFactors } from './names.ts';
import { difference, fileSettings } from './settings.ts';
import { varied } from './vary.ts';

/** What is compared, and the settings that all share which do not say otherwise. */
export interface Compared {
  readonly factors: readonly Factor[];
  readonly arms: readonly Arm[];
  readonly settings: ArmSettings;
}

/**
 * The arms of a file that nothing is wrong with, in the order of the grid; the last factor goes round
 * fastest.
 */
export function comparedBy(file: StudyFile, classes: number): Compared {
  const settings = fileSettings(file.spec, classes);
  if (file.spec.arms) return { ...named(file, classes, settings), settings };
  const factors = factorsOf(file);
  const made = varied(file);
  const variants = 'variants' in made ? made.variants : [];
  const crossed = factors[0]?.name === 'initializer';
  const own = variants.map((variant) => ({ ...variant, settings: fileSettings(variant.file.spec, classes) }));
  const arms = listed(file.spec)
    .map(resolveInitializer)
    .flatMap((initializer) =>
      own.map((variant) => {
        const levels = crossed ? [initializer.label, ...variant.levels] : variant.levels;
        const changed = difference({ ...variant.settings, initializer }, settings);
        return armOf(armId(factors, levels), factors, levels, changed);
      }),
    );
  return { factors, arms, settings };
}

/** The factors that a file crosses: its initializers, unless there is one of them beside other factors. */
export function factorsOf(file: StudyFile): Factor[] {
  const levels = listed(file.spec).map((entry) => resolveInitializer(entry).label);
  const others = variedFactors(file);
  if (levels.length === 1 && others.length > 0) return others;
  return [{ name: 'initializer', field: initializersPath(file.spec).slice(1).join('.'), levels }, ...others];
}

function named(file: StudyFile, classes: number, settings: ArmSettings): Omit<Compared, 'settings'> {
  const made = namedArms(file);
  const variants = 'variants' in made ? made.variants : [];
  const factors = [{ name: 'arm', field: 'arms', levels: Object.keys(file.spec.arms ?? {}) }];
  const arms = variants.map(({ file: own, levels }) =>
    armOf(levels[0]!, factors, levels, difference(fileSettings(own.spec, classes), settings)),
  );
  return { factors, arms };
}

function armOf(
  id: string,
  factors: readonly Factor[],
  levels: readonly string[],
  settings: Partial<ArmSettings>,
): Arm {
  const byName = Object.fromEntries(factors.map(({ name }, index) => [name, levels[index]!]));
  return { id, label: id, levels: byName, settings };
}
