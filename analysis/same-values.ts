/** What a study shows that never varied: mostly the sign of a program that does not use what it is given. */
import type { Blocks } from './blocks.ts';
import { join } from './wording.ts';

/**
 * Sentences for arms that gave exactly the same value on every block (two blocks or more), and for folds that
 * all gave the same value in each seed of each arm. Of the arms that learned: guessing looks alike. Pure.
 */
export function sameValueSentences(whole: Blocks, learners: readonly string[]): string[] {
  const blocks = { ...whole, groups: learners };
  const classes = alikeArms(blocks);
  const all = classes.length === 1 && classes[0]!.length === learners.length;
  return [
    ...classes.map(
      (names) =>
        `${all ? 'All arms' : join(names)} gave the same value on every block: is the parameter that they differ in used?`,
    ),
    ...(foldsAreAlike(blocks)
      ? [
          'All folds of a seed gave the same value, in every arm: does the program use the fold that it is given? ' +
            'One that does without folds says folds: { count: 1 }.',
        ]
      : []),
  ];
}

/** Arms with the same values, where there are several of them. */
function alikeArms({ groups, blocks, values }: Blocks): string[][] {
  const classes = new Map<string, string[]>();
  for (const group of groups) {
    const own = values.get(group)!;
    if (own.size < 2) continue;
    const key = blocks.map((block) => own.get(block) ?? '').join(' ');
    classes.set(key, [...(classes.get(key) ?? []), group]);
  }
  return [...classes.values()].filter(({ length }) => length > 1);
}

function foldsAreAlike({ groups, values, places }: Blocks): boolean {
  let compared = 0;
  for (const group of groups) {
    const ofSeed = new Map<number, number>();
    for (const [block, value] of values.get(group)!) {
      const { seed } = places.get(block)!;
      const first = ofSeed.get(seed);
      if (first === undefined) ofSeed.set(seed, value);
      else if (first !== value) return false;
      else compared += 1;
    }
  }
  return compared > 0;
}
