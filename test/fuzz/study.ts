import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { limitProblems } from '../../study/limits.ts';
import { parseOverride } from '../../study/overrides.ts';
import { parseStudy } from '../../study/parse.ts';
import { ROOT } from '../support/command.ts';
import { mutate, NUMBERS, pick, type Random, randomOf, spoilNumber, TEXTS } from './mutate.ts';
import { type Counts, Finding, tryInputs } from './sense.ts';

const FACTS = { examples: 1000, shape: [8, 8, 3], classes: 4 };

/** Paths of fields, of those that there are and of those that lead elsewhere. */
const PATHS =
  'seeds folds.count training.epochs training.batchSize training.optimizer.sgd.learningRate model.0 model[0].dense.units model.length __proto__.x constructor.prototype.x initializers.0 initializers.7.as dataset.name verdict.margin vary.training.batchSize model.*.activation a..b [ spec'.split(
    ' ',
  );

/**
 * Study files, spoiled, some with fields changed from outside: a study, or STUDY_INVALID and its like.
 * Nothing that all objects share is touched.
 */
export async function fuzzStudy(deadline: number, seed: number): Promise<Counts> {
  const random = randomOf(seed);
  const folder = join(ROOT, 'studies');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  const shared = sharedNames();
  return tryInputs(
    'study',
    deadline,
    () => inputOf(random, pick(random, texts)),
    async (input) => {
      const [text = '', ...sets] = input.split('\u0000--set ');
      const overrides = sets.flatMap((set) => parseOverride(set) ?? []);
      const parsed = parseStudy(text, { source: 'fuzz.yaml', overrides, describeDataset: async () => FACTS });
      const [settled] = await Promise.allSettled([parsed]);
      if (sharedNames() !== shared)
        throw new Finding('study', 'something that all objects share was changed', input);
      const study = await parsed;
      if (settled?.status === 'fulfilled' && limitProblems(study, text).length > 0)
        throw new Error('a study beyond its limits was taken');
    },
  );
}

function inputOf(random: Random, sound: string): string {
  let text = sound;
  if (random(2) === 0) text = spoilNumber(random, text);
  if (random(6) === 0)
    text += `\n  vary: { ${JSON.stringify(pick(random, PATHS))}: [${value(random)}, ${value(random)}] }\n`;
  if (random(3) === 0) text = mutate(random, Buffer.from(text)).toString();
  for (let sets = random(4) - 1; sets > 0; sets--)
    text += `\u0000--set ${pick(random, PATHS)}=${value(random)}`;
  return text;
}

const value = (random: Random) =>
  random(2) === 0
    ? pick(random, NUMBERS)
    : random(2) === 0
      ? JSON.stringify(pick(random, TEXTS))
      : pick(random, TEXTS);

const sharedNames = () =>
  [Object.prototype, Array.prototype, Function.prototype, String.prototype]
    .map((each) => Object.getOwnPropertyNames(each).length)
    .join();
