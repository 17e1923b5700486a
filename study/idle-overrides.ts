import { targetsOf } from './arms/varied-file.ts';
import { argumentOf, type Override } from './overrides.ts';
import { isCommandFile, type StudyFile } from './schema/study.ts';

const PARAMETERS = ['trainer', 'parameters'];

/**
 * Overrides of fields that a factor, or each arm itself, has another value for: they would change nothing. A
 * line for each. Levels that are objects are another matter for a network: what they do not name stays as it
 * was set. Pure.
 */
export function overriddenByFactors(file: StudyFile, overrides: readonly Override[]): string[] {
  const factors = Object.entries(file.spec.vary ?? {})
    .filter(([, levels]) => isCommandFile(file) || levels.every((level) => typeof level !== 'object'))
    .map(([field]) => {
      const targets = isCommandFile(file) ? [[...PARAMETERS, field]] : targetsOf(field, file);
      return { field, targets: targets.map((target) => target.join('\n')) };
    });
  return overrides.flatMap((override) => {
    const path = override.path.slice(1);
    const factor = factors.find(({ targets }) => targets.some((target) => isIn(path.join('\n'), target)));
    const instead = factor ? `set vary.${factor.field}=[…] instead` : ofArms(file, path);
    const whose = factor ? 'vary gives each arm' : 'each arm has';
    return instead === undefined
      ? []
      : [`${argumentOf(override)} has no effect: ${whose} a value of its own; ${instead}`];
  });
}

/** Whether a path is the target, or leads to a part of it. */
const isIn = (path: string, target: string) => path === target || path.startsWith(`${target}\n`);

/** What to set instead of a parameter that every arm of a file has for itself; undefined for any other. */
function ofArms({ spec: { arms } }: StudyFile, [trainer, parameters, name]: readonly string[]) {
  const isParameter = trainer === PARAMETERS[0] && parameters === PARAMETERS[1] && name !== undefined;
  const own = Object.values(arms ?? {});
  if (!isParameter || own.length === 0) return undefined;
  const [first] = Object.keys(arms!);
  return own.every((arm) => Object.hasOwn(arm, name)) ? `set arms.${first}.${name}=… instead` : undefined;
}
