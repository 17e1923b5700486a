import { targetsOf } from './arms/varied-file.ts';
import { argumentOf, type Override } from './overrides.ts';
import type { StudyFile } from './schema/study.ts';

/**
 * Overrides of fields that a factor gives each arm a value of its own for: they would change nothing. A line
 * for each. Pure.
 */
export function overriddenByFactors(file: StudyFile, overrides: readonly Override[]): string[] {
  const factors = Object.keys(file.spec.vary ?? {}).map((field) => ({
    field,
    targets: targetsOf(field, file).map((target) => target.join('\n')),
  }));
  return overrides.flatMap((override) => {
    const path = override.path.slice(1).join('\n');
    const factor = factors.find(({ targets }) =>
      targets.some((target) => path === target || path.startsWith(`${target}\n`)),
    );
    if (!factor) return [];
    const { field } = factor;
    return [
      `${argumentOf(override)} has no effect: vary gives each arm a value of its own; set vary.${field}=[…] instead`,
    ];
  });
}
