/**
 * Spoiled inputs for whatever reads something from elsewhere: `npm run fuzz -- --minutes 10 --seed 1 --only
 * study,npy`. Each target gets an equal share of the time. Ends with status 1 at the first input that ends
 * with anything but success or an error for its user; the input and the seed are printed.
 */
import { Command } from 'commander';
import { positiveNumber, wholeNumber } from '../../cli/options.ts';
import { TARGETS } from './targets.ts';

const program = new Command('fuzz')
  .option('--minutes <minutes>', 'how long, all targets together', positiveNumber(10_000), 1)
  .option('--seed <seed>', 'of the inputs', wholeNumber(1, 2 ** 31 - 1), 1)
  .option('--only <targets>', `some of ${[...TARGETS.keys()].join(',')}`, [...TARGETS.keys()].join(','))
  .parse();

const { minutes, seed, only } = program.opts<{ minutes: number; seed: number; only: string }>();
const names = only.split(',');
for (const name of names) {
  const load = TARGETS.get(name);
  const fuzz = load ? await load() : program.error(`there is no target ${name}`);
  const share = (minutes * 60_000) / names.length;
  const { cases, accepted } = await fuzz(Date.now() + share, seed).catch((error: Error) => {
    process.stderr.write(`seed ${seed}: ${error.message}\n`);
    process.exit(1);
  });
  const taken = accepted === undefined ? '' : ` (${accepted.toLocaleString('en')} taken)`;
  process.stdout.write(
    `${name}: ${cases.toLocaleString('en')} inputs${taken} in ${Math.round(share / 1000)} s, seed ${seed}\n`,
  );
}
