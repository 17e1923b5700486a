/**
 * How often two arms that differ by exactly the margin are called equivalent: the largest rate that the
 * margin allows.
 */
import type { Observation } from '../../../analysis/blocks.ts';
import { Draws } from '../../../analysis/simulation/draws.ts';
import { verdictOf } from '../../../analysis/verdict.ts';
import { type Rate, rateOf } from './rates.ts';
import { FOLDS } from './scenarios.ts';

/**
 * Two arms at the margin: they disagree on a share of the examples, and the better one wins more of those.
 */
interface AtMargin {
  /** Validation examples over all folds. */
  readonly examples: number;
  /** Share of examples on which exactly one of the two is right, 0 … 1; at least the margin. */
  readonly disagreement: number;
  readonly margin: number;
  /** Margin that the study is judged with; by default the one at which the arms are. */
  readonly judged?: number;
  readonly seeds: number;
  /**
   * Whether a seed changes which examples they disagree on; otherwise all seeds agree, as with learners
   * without random numbers.
   */
  readonly bySeed: boolean;
}

/** The first is the case that the rule before called equivalent in a quarter of studies. */
export const AT_MARGIN: readonly AtMargin[] = [
  { examples: 150, disagreement: 0.01, margin: 0.005, seeds: 1, bySeed: true },
  { examples: 150, disagreement: 0.01, margin: 0.005, seeds: 10, bySeed: false },
  { examples: 150, disagreement: 0.005, margin: 0.005, seeds: 1, bySeed: true },
  { examples: 600, disagreement: 0.005, margin: 0.005, seeds: 1, bySeed: true },
  { examples: 600, disagreement: 0.01, margin: 0.005, seeds: 3, bySeed: false },
  { examples: 2000, disagreement: 0.005, margin: 0.005, seeds: 1, bySeed: true },
  { examples: 2000, disagreement: 0.01, margin: 0.005, seeds: 1, bySeed: true },
  { examples: 2000, disagreement: 0.01, margin: 0.005, seeds: 10, bySeed: true },
  { examples: 2000, disagreement: 0.05, margin: 0.02, seeds: 3, bySeed: false },
  { examples: 2000, disagreement: 0.2, margin: 0.02, seeds: 3, bySeed: true },
];

/**
 * How often a study of this kind ends with "equivalent", and how often the test over the spread between
 * blocks alone would.
 */
export function falseEquivalence(kind: AtMargin, studies: number): { verdict: Rate; spreadAlone: Rate } {
  const said = Array.from({ length: studies }, (_, study) => sayOne(kind, study));
  return {
    verdict: rateOf(said.map(({ verdict }) => Number(verdict))),
    spreadAlone: rateOf(said.map(({ spreadAlone }) => Number(spreadAlone))),
  };
}

function sayOne(kind: AtMargin, study: number): { verdict: boolean; spreadAlone: boolean } {
  const observations = observe(kind, new Draws(study));
  const margin = kind.judged ?? kind.margin;
  const options = { alpha: 0.05, margin, testToTrain: 1 / (FOLDS - 1), maximize: true } as const;
  const [pair] = verdictOf(observations, { ...options, unit: 'accuracy', examples: kind.examples }).pairs;
  // As values without a number of examples, only the spread counts; equal differences then have an error of
  // 0, and any margin beyond them.
  const [bare] = verdictOf(observations, { ...options, unit: 'value' }).pairs;
  const even = bare!.error === 0 && Math.abs(bare!.difference!) < margin;
  return { verdict: pair!.equivalence.equivalent, spreadAlone: even || bare!.equivalence.equivalent };
}

/** The shares of right answers of both arms in each fold and seed; the examples are the same in each seed. */
function observe({ examples, disagreement, margin, seeds, bySeed }: AtMargin, draws: Draws): Observation[] {
  const size = examples / FOLDS;
  const better = (disagreement + margin) / 2;
  const differences = (): number[] =>
    Array.from({ length: FOLDS }, () => {
      let net = 0;
      for (let example = 0; example < size; example++) {
        const drawn = draws.uniform();
        if (drawn < better) net += 1;
        else if (drawn < disagreement) net -= 1;
      }
      return net;
    });
  const first = differences();
  return Array.from({ length: seeds }, (_, seed) => (bySeed && seed > 0 ? differences() : first)).flatMap(
    (net, seed) =>
      net.flatMap((wins, fold) => [
        { group: 'a', fold, seed, value: (Math.round(size * 0.8) + wins) / size },
        { group: 'b', fold, seed, value: Math.round(size * 0.8) / size },
      ]),
  );
}

/** The table of docs/statistics.md. Pure. */
export function equivalenceTable(studies: number): string[] {
  const three = ({ rate, error }: Rate) => `${rate.toFixed(3)} ± ${error.toFixed(3)}`;
  return [
    `"Equivalent" though the true difference is exactly the margin (at most .05), five folds, ${studies} studies each`,
    '',
    '| examples | disagreement | margin | seeds | by the spread alone | the verdict |',
    '|---|---|---|---|---|---|',
    ...AT_MARGIN.map((kind) => {
      const { verdict, spreadAlone } = falseEquivalence(kind, studies);
      const { examples, disagreement, margin, seeds, bySeed } = kind;
      const each =
        seeds === 1 ? '1' : `${seeds}, ${bySeed ? 'each with its own disagreements' : 'all alike'}`;
      return `| ${examples} | ${disagreement} | ${margin} | ${each} | ${three(spreadAlone)} | ${three(verdict)} |`;
    }),
  ];
}
