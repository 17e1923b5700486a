/**
 * Whatever the table, missing cells included: sentences, pair rows, intervals, p values and letters say the
 * same.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Verdict, VerdictPair } from '../proto/verdict.ts';
import { verdictSchema } from '../results/schema-verdict.ts';
import type { Observation } from './blocks.ts';
import { equivalenceByExamples, examplesBehind, foldsPlanned } from './examples.ts';
import { WORDING } from './sentences.ts';
import { type VerdictOptions, verdictOf } from './verdict.ts';

const RUNS = { numRuns: 1000, seed: 15 };

interface Table {
  readonly rows: readonly Observation[];
  readonly options: VerdictOptions;
}

const tables: fc.Arbitrary<Table> = fc
  .record({
    groups: fc.integer({ min: 1, max: 5 }),
    folds: fc.integer({ min: 1, max: 5 }),
    seeds: fc.integer({ min: 1, max: 3 }),
    noise: fc.constantFrom(0, 1, 4, 40),
    missing: fc.constantFrom(0, 0, 15, 50),
    dead: fc.constantFrom(0, 0, 30, 80),
    resplit: fc.boolean(),
    maximize: fc.boolean(),
    unit: fc.constantFrom('accuracy' as const, 'value' as const),
    margin: fc.constantFrom(null, 0.005, 0.05),
    examples: fc.constantFrom(undefined, 500, 100_000),
    cells: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 300, maxLength: 300 }),
    shifts: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ groups, folds, seeds, noise, missing, dead, cells, shifts, examples, ...options }) => {
    let next = 0;
    const draw = () => cells[next++ % cells.length]!;
    const rows: Observation[] = [];
    for (let group = 0; group < groups; group++)
      for (let fold = 0; fold < folds; fold++)
        for (let seed = 1; seed <= seeds; seed++) {
          const value = (500 + shifts[group]! + Math.round((noise * (draw() - 50)) / 50)) / 1000;
          const findings = draw() < dead ? ['did_not_learn'] : [];
          if (draw() >= missing) rows.push({ group: `g${group}`, fold, seed, value, findings });
        }
    const testToTrain = folds > 1 ? 1 / (folds - 1) : 0;
    return {
      rows,
      options: { alpha: 0.05, testToTrain, ...(examples === undefined ? {} : { examples }), ...options },
    };
  });

const pairOf = ({ pairs }: Verdict, x: string, y: string) =>
  pairs.find(({ a, b }) => (a === x && b === y) || (a === y && b === x));

const isBetter = (verdict: Verdict, first: string, second: string) => {
  const pair = pairOf(verdict, first, second)!;
  return pair.conclusion === (pair.a === first ? 'a_better' : 'b_better');
};

it('p values, intervals, equivalence and conclusions of a pair agree', () => {
  fc.assert(
    fc.property(tables, ({ rows, options }) => {
      const verdict = verdictOf(rows, options);
      for (const pair of verdict.pairs) expectConsistent(pair, verdict, { rows, options });
      expect(verdictSchema.safeParse(JSON.parse(JSON.stringify(verdict))).error).toBeUndefined();
      expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
    }),
    RUNS,
  );
});

function expectConsistent(pair: VerdictPair, { settings }: Verdict, { rows, options }: Table) {
  const { maximize, alpha, unit } = options;
  const { difference, interval, pAdjusted, equivalence, conclusion } = pair;
  const differs = pAdjusted !== null && pAdjusted < alpha;
  if (differs) {
    expect(conclusion).toBe(difference! > 0 === maximize ? 'a_better' : 'b_better');
    expect(difference! > 0 ? interval!.low : -interval!.high).toBeGreaterThanOrEqual(0);
  } else {
    expect(conclusion).toBe(equivalence.equivalent ? 'equivalent' : 'undecided');
    if (interval && pair.p !== null) expect([interval.low < 0, interval.high > 0]).toEqual([true, true]);
  }
  if (interval) expect(interval.low <= difference! && difference! <= interval.high).toBe(true);
  const { margin, examples } = settings;
  if (margin === null) expect(equivalence.p).toBeNull();
  else if (interval && pair.p !== null) {
    const inside = interval.low > -margin && interval.high < margin;
    const enough =
      unit !== 'accuracy' ||
      examples === null ||
      2 *
        settings.comparisons *
        equivalenceByExamples(difference!, margin, behind(pair, examples, rows, options)) <
        alpha;
    // A clipped end lies at 0, so that only the other end counts; it is the farther one.
    expect(equivalence.equivalent).toBe(inside && enough);
  }
  if (pair.error === 0) expect([pair.t, pair.p, pair.effectSize, interval]).toEqual([null, null, null, null]);
}

/** The examples of the folds that both have, of those that all folds have. */
function behind(
  { a, b }: VerdictPair,
  examples: number,
  rows: readonly Observation[],
  { testToTrain, resplit = false, examples: known }: VerdictOptions,
): number {
  const folds = foldsPlanned(rows, known === undefined ? 0 : testToTrain);
  const ofB = new Set(rows.flatMap(({ group, fold, seed }) => (group === b ? [`${fold}/${seed}`] : [])));
  const common = rows.filter(({ group, fold, seed }) => group === a && ofB.has(`${fold}/${seed}`));
  return examplesBehind(common, { examples, folds, resplit });
}

it('the sentence agrees with the pair rows in direction and conclusion', () => {
  let best = 0;
  fc.assert(
    fc.property(tables, ({ rows, options }) => {
      const verdict = verdictOf(rows, options);
      const [sentence] = verdict.summary;
      const learners = verdict.groups.filter(({ chanceLevel }) => !chanceLevel).map(({ group }) => group);
      if (learners.length < 2) {
        expect(sentence).toMatch(/nothing to compare|no values to compare/);
        return;
      }
      const [, winner, difference, nearest] =
        /^(g\d)(?: \([^)]*\))? is the best: (.*) (?:above|below) (g\d)/.exec(sentence!) ?? [];
      if (winner) {
        best += 1;
        for (const other of learners)
          if (other !== winner) expect(isBetter(verdict, winner, other)).toBe(true);
        const pair = pairOf(verdict, winner, nearest!)!;
        expect(difference).toBe(WORDING[options.unit].difference(pair.difference!));
        expect(sentence).toMatch(options.maximize ? / above / : / below /);
        return;
      }
      expectClauses(sentence!, verdict, learners, options);
    }),
    RUNS,
  );
  expect(best).toBeGreaterThan(50);
});

const CLAUSES: readonly (readonly [RegExp, (pair: VerdictPair, first: string) => boolean])[] = [
  [
    /is better than ((?:g\d(?:, | and )?)+)/,
    (pair, first) => pair.conclusion === (pair.a === first ? 'a_better' : 'b_better'),
  ],
  [
    /is worse than ((?:g\d(?:, | and )?)+)/,
    (pair, first) => pair.conclusion === (pair.a === first ? 'b_better' : 'a_better'),
  ],
  [/is equivalent to ((?:g\d(?:, | and )?)+)/, ({ conclusion }) => conclusion === 'equivalent'],
  [
    /told apart from ((?:g\d(?:, | and )?)+)/,
    ({ conclusion, p, error }) => conclusion === 'undecided' && (p !== null || !error),
  ],
  [/was compared with ((?:g\d(?:, | and )?)+)/, ({ basis, p }) => basis === 'seeds' && p === null],
  [/no block in common with ((?:g\d(?:, | and )?)+)/, ({ difference }) => difference === null],
];

function expectClauses(
  sentence: string,
  verdict: Verdict,
  learners: readonly string[],
  { maximize }: VerdictOptions,
) {
  const first = /^(?:Pairs are [^:]*: )?(g\d)/.exec(sentence)![1]!;
  const named = CLAUSES.flatMap(([pattern, holds]) => {
    const names = pattern.exec(sentence)?.[1]?.match(/g\d/g) ?? [];
    for (const name of names)
      expect(holds(pairOf(verdict, first, name)!, first), `${name}: ${sentence}`).toBe(true);
    return names;
  });
  expect(named.sort()).toEqual(learners.filter((name) => name !== first).sort());
  if (!/the (highest|lowest) mean/.test(sentence)) return;
  const means = verdict.groups.filter(({ chanceLevel }) => !chanceLevel).map(({ mean }) => mean);
  const own = verdict.groups.find(({ group }) => group === first)!.mean;
  expect(own).toBeCloseTo(maximize ? Math.max(...means) : Math.min(...means), 12);
  for (const { difference } of verdict.pairs) expect(difference).not.toBeNull();
}

it('letters are shared just where a pair was not decided', () => {
  fc.assert(
    fc.property(tables, ({ rows, options }) => {
      const { groups, pairs } = verdictOf(rows, options);
      const lettersOf = new Map(groups.map(({ group, letters }) => [group, [...letters]]));
      for (const { a, b, conclusion } of pairs) {
        const shared = lettersOf.get(a)!.some((letter) => lettersOf.get(b)!.includes(letter));
        expect(shared).toBe(!conclusion.endsWith('better'));
      }
    }),
    RUNS,
  );
});

it('copies of one seed under other names add nothing', () => {
  fc.assert(
    fc.property(tables, ({ rows, options }) => {
      const one = rows.filter(({ seed }) => seed === 1);
      const copies = [1, 2, 3].flatMap((seed) => one.map((row) => ({ ...row, seed })));
      const fixed = { ...options, resplit: false };
      const [few, many] = [verdictOf(one, fixed), verdictOf(copies, fixed)];
      for (const [index, pair] of few.pairs.entries()) {
        const copied = many.pairs[index]!;
        // One fold: copies of a seed look like a training without noise.
        if (copied.basis !== 'seeds') expect(copied.conclusion).toBe(pair.conclusion);
        if (pair.p !== null) expect(copied.p).toBeCloseTo(pair.p, 9);
        else expect(copied.p).toBeNull();
      }
    }),
    RUNS,
  );
});

it('turned upside down, everything is the other way round', () => {
  fc.assert(
    fc.property(tables, ({ rows, options }) => {
      const unit = 'value';
      const up = verdictOf(rows, { ...options, unit, maximize: true });
      const turned = rows.map((row) => ({ ...row, value: 1 - row.value }));
      const down = verdictOf(turned, { ...options, unit, maximize: false });
      for (const [index, pair] of up.pairs.entries())
        expect(down.pairs[index]!.conclusion).toBe(pair.conclusion);
    }),
    RUNS,
  );
});
