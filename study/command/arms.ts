/**
 * What a study of a program compares: the values of its parameters, crossed (`vary`) or combined by hand
 * (`arms`). All pure.
 */
import { armId, levelName } from '../arms/names.ts';
import type { CommandFile } from '../schema/study.ts';
import type { VaryLevel } from '../schema/vary.ts';
import type { CommandArm, Factor } from '../study.ts';
import type { Parameters, ParameterValue } from './trainer.ts';

/** The factors of a file: `arm` where it names its arms, else the parameters that it crosses. */
export function commandFactors({ spec }: CommandFile): Factor[] {
  if (spec.arms) return [{ name: 'arm', field: 'arms', levels: Object.keys(spec.arms) }];
  return Object.entries(spec.vary ?? {}).map(([name, levels]) => ({
    name,
    field: `trainer.parameters.${name}`,
    levels: levels.map(levelName),
  }));
}

/**
 * The arms of a file that nothing is wrong with, in the order of the grid; the last factor goes round
 * fastest.
 */
export function commandArms(file: CommandFile): CommandArm[] {
  const { arms, vary = {}, trainer } = file.spec;
  const shared = trainer.parameters as Parameters;
  if (arms)
    return Object.entries(arms).map(([id, own]) => ({
      ...{ id, label: id, levels: { arm: id } },
      parameters: { ...shared, ...(own as Parameters) },
    }));
  const factors = commandFactors(file);
  let combined: VaryLevel[][] = [[]];
  for (const levels of Object.values(vary))
    combined = combined.flatMap((before) => levels.map((level) => [...before, level]));
  return combined.map((levels) => {
    const names = levels.map(levelName);
    const id = armId(factors, names);
    return {
      ...{ id, label: id },
      levels: Object.fromEntries(factors.map(({ name }, index) => [name, names[index]!])),
      parameters: {
        ...shared,
        ...Object.fromEntries(factors.map(({ name }, index) => [name, parameterOf(levels[index]!)])),
      },
    };
  });
}

/**
 * The value that a level gives to its parameter: `{ value: […], as: NAME }` is one with a name of its own.
 */
function parameterOf(level: VaryLevel): ParameterValue {
  return (typeof level === 'object' ? level.value : level) as ParameterValue;
}
