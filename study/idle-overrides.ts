import { targetsOf } from './arms/varied-file.ts';
import { argumentOf, type Override } from './overrides.ts';
import type { StudyFile } from './schema/study.ts';

/**
 * Overrides of fields that a factor gives each arm a value of its own for: they would change nothing. A line
 * for each. Levels that are objects are another matter: what they do not name stays as it was set. Pure.
 */
export function overriddenByFactors(file: StudyFile, overrides: readonly Override[]): string[] {
  const factors = Object.entries(file.spec.vary ?? {})
    .filter(([, levels]) => levels.every((level) => typeof level !== 'object'))
    .map(([field]) => ({ field, targets: targetsOf(field, file).map((target) => target.join('\n')) }));
  return overrides.flatMap((override) => {
    const path = override.path.slice(1).join('\n');
    const factor = factors.find(({ targets }) => targets.includes(path));
    if (!factor) return [];
    const { field } = factor;
    return [
      `${argumentOf(override)} has no effect: vary gives each arm a value of its own; set vary.${field}=[…] instead`,
    ];
  });
}
