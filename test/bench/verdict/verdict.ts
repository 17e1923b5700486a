/**
 * The verdict's error rates: `npm run bench:verdict [-- --studies 1000 --only kNN --json FILE --outcomes
 * FOLDER]`. Real cross-validation of small learners on data drawn from populations whose truth is known,
 * judged by the product's verdict and by two other rules; then the normal model over shares of what folds,
 * seeds and the rest vary. All random numbers follow from the studies' numbers: the same in each run.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { barLines } from './bars.ts';
import { equivalenceTable } from './equivalence.ts';
import { looksCostTable } from './looks.ts';
import { normalTable } from './normal-model.ts';
import { type Batch, simulateAll } from './pool.ts';
import { type Rates, ratesOf } from './rates.ts';
import { SCENARIOS } from './scenarios.ts';
import { falseAlarmTable, looksTable, overlapTable, powerTable } from './tables.ts';

const { values } = parseArgs({
  options: {
    studies: { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    outcomes: { type: 'string' },
  },
});

/** Studies that a process simulates at a time. */
const BATCH = 50;

const scenarios = [...SCENARIOS.values()].filter(({ name }) => name.includes(values.only));
const batches: Batch[] = scenarios.flatMap(({ name, share }) => {
  const studies = Math.max(2, Math.round(Number(values.studies) * share));
  return Array.from({ length: Math.ceil(studies / BATCH) }, (_, index) => ({
    scenario: name,
    from: index * BATCH,
    to: Math.min(studies, (index + 1) * BATCH),
    folder: values.outcomes,
  }));
});

const begun = performance.now();
let finished = 0;
const judged = await simulateAll(batches, () => {
  finished += 1;
  if (process.stderr.isTTY) process.stderr.write(`\r${finished} of ${batches.length} batches`);
});
const rates = new Map<string, Map<string, Rates>>(
  scenarios.map(({ name, study, maximize }) => [
    name,
    ratesOf(judged.get(name)!, { effect: study.population.effect > 0, better: maximize ? 1 : -1 }),
  ]),
);
const parts = [
  falseAlarmTable(scenarios, rates),
  overlapTable(scenarios, rates),
  powerTable(scenarios, rates),
  looksTable(scenarios, rates),
  looksCostTable(Number(values.studies)),
  equivalenceTable(Number(values.studies)),
  normalTable(),
  barLines(scenarios, rates),
];
console.log(parts.map((lines) => lines.join('\n')).join('\n\n'));
console.log(`\n${((performance.now() - begun) / 1000).toFixed(0)} s`);
if (values.json)
  writeFileSync(
    values.json,
    JSON.stringify(
      Object.fromEntries([...rates].map(([name, own]) => [name, Object.fromEntries(own)])),
      null,
      1,
    ),
  );
