import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeShards, openShards } from '../../datasets/shards/open.ts';
import { verifyShards } from '../../datasets/shards/verify.ts';
import { packNumbered } from '../support/shards.ts';
import { withDirectory } from './files.ts';
import { mutate, NUMBERS, pick, type Random, randomOf, spoilNumber, TEXTS } from './mutate.ts';
import { type Counts, tryInputs } from './sense.ts';

/** Indexes of shards that are on a volume, spoiled: the dataset is opened and read to its end, or refused. */
export function fuzzIndex(deadline: number, seed: number): Promise<Counts> {
  return withDirectory(async (directory) => {
    const random = randomOf(seed);
    await packNumbered(directory, { examples: 40, shape: [5], each: 10 });
    const index = join(directory, 'shards', 'fuzz.json');
    const sound = readFileSync(join(directory, 'shards', 'index.json'), 'utf8');
    const next = () => inputOf(random, sound);
    return tryInputs('index', deadline, next, async (text) => {
      writeFileSync(index, text);
      await describeShards({ kind: 'shards', index });
      await verifyShards(await openShards({ kind: 'shards', index }));
    });
  });
}

function inputOf(random: Random, sound: string): string {
  // Names of other files would be asked of the network, which is no part of this.
  const words = [...NUMBERS, ...TEXTS].filter((word) => !/^(http|s3)/.test(word));
  if (random(2) === 0) return mutate(random, Buffer.from(sound), words).toString();
  if (random(2) === 0) return spoilNumber(random, sound);
  const value = JSON.parse(sound) as Record<string, unknown>;
  const odd = [null, [], {}, '', pick(random, words), Number(pick(random, NUMBERS)), [[]], { __proto__: 1 }];
  value[pick(random, [...Object.keys(value), 'constructor', 'classNames'])] = pick(random, odd);
  return JSON.stringify(value);
}
