import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable as readResults } from '../../cli/verdict/table/observations.ts';
import { readTable } from '../../datasets/pack/folder/table.ts';
import { withDirectory } from './files.ts';
import { mutate, pick, type Random, randomOf, spoilNumber, TEXTS } from './mutate.ts';
import { type Counts, tryInputs } from './sense.ts';

/** Tables of results and of labels, spoiled: read, or refused with lines. */
export function fuzzCsv(deadline: number, seed: number): Promise<Counts> {
  return withDirectory(async (directory) => {
    const random = randomOf(seed);
    const labels = join(directory, 'labels.csv');
    const next = () => inputOf(random, random(2) === 0 ? RESULTS : LABELS);
    return tryInputs('csv', deadline, next, async (text) => {
      if (text.includes('class')) {
        writeFileSync(labels, text);
        await readTable(directory, labels);
        return;
      }
      readResults(Buffer.from(text), { source: 'fuzz.csv', factors: random(2) === 0 ? ['initializer'] : [] });
    });
  });
}

const RESULTS = `initializer,fold,seed,status,accuracy,findings\n${Array.from({ length: 12 }, (_, n) => `"a ""${n % 3}""",${n % 4},1,completed,0.${n + 10},dead_start`).join('\r\n')}\n`;
const LABELS = `file,class\n${Array.from({ length: 8 }, (_, n) => `cats/${n}.png,"${n % 2}"`).join('\n')}\n`;

function inputOf(random: Random, sound: string): string {
  if (random(4) === 0) return spoilNumber(random, sound);
  if (random(8) === 0)
    return sound.replaceAll(pick(random, [',', '\n', '"', '.']), pick(random, [...TEXTS, ';', '\t']));
  if (random(40) === 0) return sound + pick(random, ['"', 'x', '""', ',', '\n']).repeat(random(200_000));
  return mutate(random, Buffer.from(sound)).toString();
}
