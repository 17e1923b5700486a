/** What factors, their levels and the arms that they make are called. All pure. */
import type { StudyFile } from '../schema/study.ts';
import type { VaryLevel } from '../schema/vary.ts';
import type { Factor } from '../study.ts';
import { pathOf } from './field-path.ts';
import { layerName } from './layer-entries.ts';

/**
 * The factors that `vary` makes of the file's fields, without the initializers: a factor's name is the last
 * part of the field's path, of a whole layer the layer's own, or all of the path where two would be called
 * the same.
 */
export function variedFactors({ spec }: Pick<StudyFile, 'spec'>): Factor[] {
  const fields = Object.entries(spec.vary ?? {}).filter(([field]) => field !== 'initializer');
  const short = fields.map(([field]) => layerName(spec, pathOf(field)) ?? pathOf(field).at(-1) ?? field);
  return fields.map(([field, levels], index) => ({
    name: short.filter((name) => name === short[index]).length > 1 ? pathOf(field).join('.') : short[index]!,
    field,
    levels: levels.map(levelName),
  }));
}

/**
 * How a level is called: a value as it is written, an object by its `as`, or by its only field (`sgd`,
 * `adam`).
 */
export function levelName(level: VaryLevel): string {
  if (typeof level === 'object')
    return level.as === undefined ? Object.keys(level).join('-') : String(level.as);
  // JavaScript writes 1e+21, and a key of NATS holds no "+".
  return String(level).replace('e+', 'e');
}

/** A level without the name that it was given. */
export function levelValue(level: VaryLevel): unknown {
  if (typeof level !== 'object') return level;
  const { as: _, ...value } = level;
  return value;
}

/**
 * The id of an arm: names of initializers and words stand alone, numbers with their factor: `relu`,
 * `batchSize=32`, `he_normal-learningRate=0.1`.
 */
export function armId(factors: readonly Pick<Factor, 'name'>[], levels: readonly string[]): string {
  return levels
    .map((level, index) => {
      const { name } = factors[index]!;
      return name === 'initializer' || isWord(level) ? level : `${name}=${level}`;
    })
    .join('-');
}

function isWord(level: string): boolean {
  return /^[A-Za-z]/.test(level) && !/^(true|false)$/.test(level);
}
