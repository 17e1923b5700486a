import type { Pilot } from '../../analysis/pilot.ts';
import {
  chanceOfFinding,
  detectableDifference,
  MOST_SEEDS,
  type PlannedStudy,
  seedsNeeded,
  spreadOf,
} from '../../analysis/plan.ts';
import type { Metric } from '../../proto/metrics.ts';
import { figure, percent, percentagePoints, spread as points } from '../../report/wording/numbers.ts';
import { grouped } from '../board/style.ts';

/** What is asked of a plan. */
export interface Question {
  readonly pilot: Pilot;
  readonly study: PlannedStudy;
  /** Pairs that the study compares: it tests each at `study.alpha`. */
  readonly pairs: number;
  /** Difference to find, of figures in this scale, and the chance wanted of finding it. */
  readonly difference: number;
  readonly scale: Metric['scale'];
  readonly wanted: number;
  /** Examples of the study, as a multiple of the pilot's. */
  readonly timesData: number;
  /** The most seeds that a study of these arms and folds can have. */
  readonly mostSeeds: number;
}

/** What a study will find, what it needs, and what more seeds, folds or data would buy, as lines. Pure. */
export function planText(question: Question): string[] {
  const { pilot, study, pairs, difference, wanted } = question;
  const { folds, seeds, alpha } = study;
  const atLeast = isLeast(question, seeds) ? 'at least ' : '';
  const now = chance(question, {});
  const least = detectableDifference(spreadFor(question, folds, 1), study, wanted);
  return [
    measured(question),
    `With ${folds > 1 ? `${folds} folds and ` : ''}${counted(seeds, 'seed')} the study finds a difference of ${sized(question, difference)} with ${atLeast}${chanceText(now)} power, ` +
      `at alpha ${alpha.toPrecision(2)} for ${pairs === 1 ? 'its pair' : `each of ${grouped(pairs)} pairs`}. ` +
      `With ${percent(wanted, 0)} power it finds differences from ${isLeast(question, seeds) ? 'at most ' : ''}about ${sized(question, least)} on.`,
    needed(question),
    '',
    ...table(question),
    '',
    ...assumed(question, pilot),
  ];
}

const sized = ({ scale }: Question, difference: number) =>
  scale === 'share' ? percentagePoints(difference) : figure(difference);

/** A chance, never rounded to certainty. */
function chanceText(share: number): string {
  return share > 0.995 ? 'more than 99%' : share < 0.005 ? 'less than 1%' : percent(share, 0);
}

/** Whether the pilot tells what the folds make from what the seeds make. */
function toldApart({ seeds, resplit = false }: Pilot): boolean {
  return seeds > 1 && !resplit;
}

/** Whether more seeds may do more than the pilot can show: all that varies was taken as the folds'. */
function isLeast({ pilot, study }: Question, seeds: number): boolean {
  return study.folds > 1 && !toldApart(pilot) && seeds > 1 && !study.resplit;
}

function measured(question: Question): string {
  const { pilot, study } = question;
  const { pairs, folds, seeds, spread } = pilot;
  if (folds < 2) return measuredOverSeeds(question);
  const anew = pilot.resplit ? ', folds drawn anew for each seed' : '';
  const source = `${counted(folds, 'fold')} × ${counted(seeds, 'seed')}${anew}${pairs > 1 ? `, median of ${grouped(pairs)} pairs` : ''}`;
  const of = (variance: number) =>
    question.scale === 'share' ? points(Math.sqrt(variance)) : figure(Math.sqrt(variance));
  if (!toldApart(pilot))
    return (
      `In the pilot (${source}) differences vary by ${of(spread.fold)} from block to block (standard deviation). ${pilot.resplit ? 'So' : 'With one seed'} it cannot be told how much of that the folds ` +
      `make and how much the seeds${study.resplit ? '' : `; all is taken as the folds’, which more seeds do not average out. A pilot with three seeds or more${pilot.resplit ? ' over the same folds' : ''} would say`}.`
    );
  return (
    `In the pilot (${source}) differences vary by ${of(spread.fold)} with the fold, ${of(spread.seed)} with the seed and ${of(spread.rest)} from trial to trial ` +
    `(standard deviations). ${study.resplit ? 'Folds drawn anew for each seed average out all of it, down to what their training sets share.' : 'Only what varies with the fold is not averaged out by more seeds.'}`
  );
}

/** Of a pilot without folds. */
function measuredOverSeeds({ pilot: { pairs, seeds, spread }, scale }: Question): string {
  const of = Math.sqrt(spread.seed);
  const source = `${counted(seeds, 'seed')}, no folds${pairs > 1 ? `, median of ${grouped(pairs)} pairs` : ''}`;
  return (
    `In the pilot (${source}) differences vary by ${scale === 'share' ? points(of) : figure(of)} from seed to seed (standard deviation), on one split of the data. ` +
    'More seeds average that out; what another split would say is not asked.'
  );
}

function needed(question: Question): string {
  const { difference, study, wanted, pilot, mostSeeds } = question;
  const seeds = seedsNeeded(difference, spreadFor(question, study.folds, 1), study, wanted);
  const power = `${percent(wanted, 0)} power`;
  const atMost = !toldApart(pilot) && !study.resplit && seeds !== undefined && seeds > 1 ? 'at most ' : '';
  if (seeds !== undefined && seeds <= mostSeeds)
    return `It needs ${atMost}${counted(seeds, 'seed')} for ${power}.`;
  if (seeds !== undefined) {
    const count = seeds >= MOST_SEEDS ? `more than ${grouped(MOST_SEEDS)} seeds` : counted(seeds, 'seed');
    return `It would need ${atMost}${count} for ${power}, and with these arms and folds a study can have ${grouped(mostSeeds)}. ${instead(question, mostSeeds)}`;
  }
  if (!toldApart(pilot) && !study.resplit) return `How many seeds ${power} needs, this pilot cannot say.`;
  const limit = chance(question, { seeds: Number.POSITIVE_INFINITY });
  return (
    `No number of seeds reaches ${power}: with ever more it comes to ${chanceText(limit)}, since ${study.resplit ? 'what training sets of one data set share' : 'what varies with the folds'} stays. ` +
    instead(question, Number.POSITIVE_INFINITY)
  );
}

/** What would do instead of more seeds than there can be, by the same computation as the table's. */
function instead(question: Question, seeds: number): string {
  if (question.study.folds < 2) return 'Look for a larger difference.';
  const enough = [2, 4].find((timesData) => chance(question, { seeds, timesData }) >= question.wanted);
  if (enough === undefined) return 'Four times the data would not do either: look for a larger difference.';
  return `${enough === 2 ? 'Twice' : 'Four times'} the data would do with as many seeds; or look for a larger difference.`;
}

/** The chance of finding the difference, where some of the study is otherwise. */
function chance(
  question: Question,
  {
    folds = question.study.folds,
    seeds = question.study.seeds,
    timesData = 1,
  }: { readonly folds?: number; readonly seeds?: number; readonly timesData?: number },
): number {
  const spread = spreadFor(question, folds, timesData);
  return chanceOfFinding(question.difference, spread, { ...question.study, folds, seeds });
}

function table(question: Question): string[] {
  const { folds, seeds } = question.study;
  const row = (what: string, change: Parameters<typeof chance>[1]) => {
    const found = chance(question, change);
    const text = found > 0.995 ? '>99%' : found < 0.005 ? '<1%' : percent(found, 0);
    const least = isLeast(question, change.seeds ?? seeds) && !/[<>]/.test(text) ? '≥' : '';
    return `  ${what.padEnd(34)}${`${least}${text}`.padStart(5)}`;
  };
  return [
    `  ${'the study'.padEnd(34)}power`,
    row(`as it is: ${folds > 1 ? `${folds} folds × ` : ''}${counted(seeds, 'seed')}`, {}),
    row(`${grouped(2 * seeds)} seeds`, { seeds: 2 * seeds }),
    row(`${grouped(4 * seeds)} seeds`, { seeds: 4 * seeds }),
    ...(folds > 1
      ? [
          row(`${2 * folds} folds`, { folds: 2 * folds }),
          row('twice the data', { timesData: 2 }),
          row('four times the data', { timesData: 4 }),
        ]
      : []),
  ];
}

/** What the figures rest on. */
function assumed({ study, timesData }: Question, pilot: Pilot): string[] {
  const rough = 'The pilot’s figures are estimates, and rough ones where it has few folds or seeds.';
  if (study.folds < 2) return [rough];
  const scaled = timesData !== 1 || study.folds !== pilot.folds;
  const examples = timesData === 1 ? '' : `${figure(timesData)} times the examples`;
  const folds = study.folds === pilot.folds ? '' : `${study.folds} folds in place of ${pilot.folds}`;
  return [
    'Assumed: what varies with the fold comes from the examples that the fold tests. Its variance halves with twice the data, and doubles with twice the folds.' +
      (scaled
        ? ` So it was scaled from the pilot to the study (${[examples, folds].filter(Boolean).join(', ')}).`
        : ''),
    rough,
  ];
}

/** The pilot's spread as a study with so many folds and so much more data will have it. */
function spreadFor(question: Question, folds: number, timesData: number) {
  const { pilot } = question;
  return spreadOf(pilot.spread, {
    timesFolds: folds / pilot.folds,
    timesData: timesData * question.timesData,
  });
}

const counted = (count: number, what: string) => `${grouped(count)} ${count === 1 ? what : `${what}s`}`;
