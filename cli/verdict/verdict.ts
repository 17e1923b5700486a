import { basename } from 'node:path';
import { Command } from 'commander';
import { verdictOf } from '../../analysis/verdict.ts';
import { readRegular, whyUnread } from '../../datasets/regular-file.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownJson, shownText } from '../../proto/shown-text.ts';
import type { Verdict } from '../../proto/verdict.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { LARGEST_MARGIN_OF_SHARES, MARGIN_OF_SHARES } from '../../study/objective.ts';
import { shownValues, tell } from '../terminal.ts';
import { tableArguments, type VerdictArguments } from './arguments.ts';
import { prose, renderVerdict } from './render.ts';
import { tableFrom } from './standard-input.ts';
import { assumptionsOf } from './table/assumptions.ts';
import { isSmallerBetter } from './table/names.ts';
import { readTable, type TableRead } from './table/observations.ts';

/** Bytes of a table of results: a million lines. */
export const LARGEST_TABLE = 64 * 2 ** 20;

/** `fanout verdict FILE.csv`: the same verdict for results from anywhere. */
export function verdictCommand(): Command {
  return tableArguments(
    new Command('verdict').description('the verdict over results from anywhere, as CSV'),
  ).action(async (file: string, options: VerdictArguments) => {
    const source = file === '-' ? 'standard input' : file;
    const table = readTable(await bytesOf(file), tableOptions(source, options));
    const { verdict, notes } = judge(table, options);
    for (const note of [...table.notes, ...notes])
      tell(prose(`${shownText(source)}: ${shownText(note)}`, { width: process.stderr.columns }).join('\n'));
    if (options.report !== undefined) await writeReport(options.report, source, table, verdict);
    const { isTTY, columns } = process.stdout;
    const colour = isTTY === true && !process.env.NO_COLOR;
    const lines = () =>
      renderVerdict(shownValues(verdict), table.unit, {
        colour,
        all: options.all === true,
        width: isTTY ? columns : undefined,
      });
    process.stdout.write(`${options.json ? shownJson(verdict) : lines().join('\n')}\n`);
  });
}

/** The verdict over a table, with what was assumed for want of an option. Pure. Throws USAGE. */
export function judge(table: TableRead, options: VerdictArguments): { verdict: Verdict; notes: string[] } {
  if (options.maximize && options.minimize) {
    throw new FanoutError('USAGE', '--maximize and --minimize exclude each other', {
      hint: 'give one of them',
    });
  }
  const { minimize, note } = directionOf(table, options);
  const margin = marginOf(table, options);
  const resplit = options.resplit === true || table.facts.resplit;
  const { looks, margin: _, objective: __, direction: ___, testToTrain, ...facts } = table.facts;
  const told = options.folds === undefined && options.trainFraction === undefined ? testToTrain : undefined;
  const declared = { ...options, ...(told === undefined ? {} : { testToTrain: told }), resplit };
  const assumed = assumptionsOf(table.design, declared);
  const verdict = verdictOf(table.observations, {
    margin,
    alpha: options.alpha,
    testToTrain: assumed.testToTrain,
    maximize: !minimize,
    unit: table.unit,
    ...facts,
    resplit,
    ...(assumed.testsOverlap ? { testsOverlap: true } : {}),
  });
  // Of a run without folds, or whose table says how much each trained on, nothing has to be assumed.
  const sentences = facts.oneSplit || told !== undefined ? [] : assumed.sentences;
  return {
    verdict: { ...verdict, caveats: [...looksCaveat(looks), ...sentences, ...verdict.caveats] },
    notes: [
      ...looksCaveat(looks),
      ...note,
      ...(options.margin === undefined
        ? [
            margin === null
              ? 'no --margin is given, so equivalence is not tested'
              : `differences up to ${margin} are taken not to matter (--margin changes it)`,
          ]
        : []),
    ],
  };
}

/**
 * Whether margin and direction that a table names are of this column: they are of the study's objective
 * alone.
 */
function isOfTheStudy(value: string, { objective }: TableRead['facts']): boolean {
  return objective === undefined || objective === value;
}

/** Which way is better: as the options say, as the run's study had it, or by the column's name. */
function directionOf(
  { value, facts }: TableRead,
  { maximize, minimize }: VerdictArguments,
): { readonly minimize: boolean; readonly note: readonly string[] } {
  if (maximize || minimize) return { minimize: minimize === true, note: [] };
  if (facts.direction !== undefined && isOfTheStudy(value, facts)) {
    const smaller = facts.direction === 'minimize';
    const which = smaller ? 'smaller' : 'larger';
    return { minimize: smaller, note: [`${which} "${value}" is better, as the run’s study has it`] };
  }
  if (!isSmallerBetter(value)) return { minimize: false, note: [] };
  return {
    minimize: true,
    note: [`smaller "${value}" is taken as better, by its name (--maximize turns it)`],
  };
}

/** What a run that added seeds until it was decided does to a verdict that looks once. Pure. */
function looksCaveat(looks: number | undefined): string[] {
  if (looks === undefined) return [];
  const times = looks === 1 ? 'a look at its results' : `${looks} looks at its results`;
  return [
    `Seeds were added to this run after ${times}. This verdict counts one look only, so its false alarms are more frequent than alpha; the run’s own verdict, fanout results RUN, counts them all.`,
  ];
}

/**
 * The margin as given, or the usual one; null: none. Pure. Throws USAGE where accuracies get one beyond 0.5.
 */
function marginOf({ unit, value, facts }: TableRead, options: VerdictArguments): number | null {
  const own = isOfTheStudy(value, facts) ? facts.margin : undefined;
  const margin = options.margin ?? own;
  if (unit === 'value') return margin ?? null;
  if (margin === undefined || margin <= LARGEST_MARGIN_OF_SHARES) return margin ?? MARGIN_OF_SHARES;
  const share = margin / 100 <= LARGEST_MARGIN_OF_SHARES ? Number((margin / 100).toPrecision(12)) : undefined;
  throw new FanoutError(
    'USAGE',
    `--margin must be at most ${LARGEST_MARGIN_OF_SHARES} for accuracies, found ${margin}`,
    {
      hint:
        share === undefined
          ? `"${shownText(value)}" is in shares, 0 to 1: 0.005 is half a percentage point`
          : `"${shownText(value)}" is in shares, 0 to 1: --margin ${share} is ${margin} percentage points`,
    },
  );
}

/** The options that are about reading. Pure. */
export function tableOptions(source: string, options: VerdictArguments) {
  const { factor, arm, valueScale, ...rest } = options;
  return { ...rest, source, factors: factor, arms: arm, scale: valueScale };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  if (file === '-') {
    return tableFrom(process.stdin, LARGEST_TABLE);
  }
  return readRegular(file, LARGEST_TABLE).catch((error: unknown) => {
    throw new FanoutError('USAGE', `cannot read ${shownText(file)}: ${whyUnread(error)}`, {
      hint: 'give the path of a CSV file, or - for standard input',
    });
  });
}

async function writeReport(path: string, source: string, table: TableRead, verdict: Verdict): Promise<void> {
  // Loaded only here: what draws is large, and a verdict in words does without.
  const { renderVerdictReport } = await import('../../report/verdict-report.ts');
  const { observations, factor, value } = table;
  const page = await renderVerdictReport({ verdict, observations, source: basename(source), factor, value });
  await writeWhole(path, page);
  tell(`Report: ${shownText(path)}`);
}
