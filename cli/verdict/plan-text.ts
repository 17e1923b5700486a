import type { Pilot } from '../../analysis/pilot.ts';
import { chanceOfFinding, type PlannedStudy, seedsNeeded, spreadOf } from '../../analysis/plan.ts';
import { percent, percentagePoints, spread as points } from '../../report/wording/numbers.ts';

/** What is asked of a plan. */
export interface Question {
  readonly pilot: Pilot;
  readonly study: PlannedStudy;
  /** Pairs that the study compares: it tests each at `study.alpha`. */
  readonly pairs: number;
  /** Difference in accuracy to find, 0 … 1, and the chance wanted of finding it. */
  readonly difference: number;
  readonly wanted: number;
}

/** What a study will find, what it needs, and what more seeds, folds or data would buy, as lines. Pure. */
export function planText(question: Question): string[] {
  const { pilot, study, pairs, difference } = question;
  const { folds, seeds, alpha } = study;
  const atLeast = !toldApart(pilot) && seeds > 1 && !study.resplit ? 'at least ' : '';
  const now = chanceOfFinding(difference, spreadFor(question, folds, 1), study);
  return [
    measured(pilot, study),
    `With ${folds} folds and ${counted(seeds, 'seed')} the study finds a difference of ${percentagePoints(difference)} with ${atLeast}${chance(now)} power, ` +
      `at alpha ${alpha.toPrecision(2)} for ${pairs === 1 ? 'its pair' : `each of ${pairs} pairs`}.`,
    needed(question),
    '',
    ...table(question),
  ];
}

/** A chance, never rounded to certainty. */
function chance(share: number): string {
  return share > 0.995 ? 'more than 99%' : share < 0.005 ? 'less than 1%' : percent(share, 0);
}

/** Whether the pilot tells what the folds make from what the seeds make. */
function toldApart({ seeds, resplit = false }: Pilot): boolean {
  return seeds > 1 && !resplit;
}

function measured(pilot: Pilot, study: PlannedStudy): string {
  const { pairs, folds, seeds, spread } = pilot;
  const anew = pilot.resplit ? ', folds drawn anew for each seed' : '';
  const source = `${counted(folds, 'fold')} × ${counted(seeds, 'seed')}${anew}${pairs > 1 ? `, median of ${pairs} pairs` : ''}`;
  const of = (variance: number) => points(Math.sqrt(variance));
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

function needed(question: Question): string {
  const { difference, study, wanted, pilot } = question;
  const spread = spreadFor(question, study.folds, 1);
  const seeds = seedsNeeded(difference, spread, study, wanted);
  if (seeds !== undefined)
    return `It needs ${!toldApart(pilot) && seeds > 1 && !study.resplit ? 'at most ' : ''}${counted(seeds, 'seed')} for ${percent(wanted, 0)} power.`;
  if (!toldApart(pilot) && !study.resplit)
    return `How many seeds ${percent(wanted, 0)} power needs, this pilot cannot say.`;
  const limit = chanceOfFinding(difference, spread, { ...study, seeds: Number.POSITIVE_INFINITY });
  return (
    `No number of seeds reaches ${percent(wanted, 0)} power: with ever more it comes to ${chance(limit)}, since ${study.resplit ? 'what training sets of one data set share' : 'what varies with the folds'} stays. ` +
    'Use more data, or look for a larger difference.'
  );
}

function table(question: Question): string[] {
  const { study, difference } = question;
  const row = (what: string, folds: number, seeds: number, timesData: number) => {
    const found = chanceOfFinding(difference, spreadFor(question, folds, timesData), {
      ...study,
      folds,
      seeds,
    });
    return `  ${what.padEnd(34)}${(found > 0.995 ? '>99%' : found < 0.005 ? '<1%' : percent(found, 0)).padStart(5)}`;
  };
  const { folds, seeds } = study;
  return [
    `  ${'the study'.padEnd(34)}power`,
    row(`as it is: ${folds} folds × ${counted(seeds, 'seed')}`, folds, seeds, 1),
    row(`${2 * seeds} seeds`, folds, 2 * seeds, 1),
    row(`${4 * seeds} seeds`, folds, 4 * seeds, 1),
    row(`${2 * folds} folds`, 2 * folds, seeds, 1),
    row('twice the data', folds, seeds, 2),
    row('four times the data', folds, seeds, 4),
    'Taken for that: what varies with the folds is the chance of the examples that each tests, so it shrinks in proportion to the data,',
    'and grows with the number of folds. The pilot’s figures are estimates themselves, those of few folds or seeds rough ones.',
  ];
}

/** The pilot's spread as a study with so many folds and so much more data will have it. */
function spreadFor({ pilot }: Question, folds: number, timesData: number) {
  return spreadOf(pilot.spread, { timesFolds: folds / pilot.folds, timesData });
}

const counted = (count: number, what: string) => `${count} ${count === 1 ? what : `${what}s`}`;
