import type { ValueUnit } from '../../analysis/options.ts';
import { WORDING } from '../../analysis/sentences.ts';
import type { PairConclusion, Verdict, VerdictGroup, VerdictPair } from '../../proto/verdict.ts';
import { intervalName } from '../../report/wording/interval.ts';
import { figure, points, pValue } from '../../report/wording/numbers.ts';
import { type Style, styleOf } from '../board/style.ts';
import { linesOf } from '../prose.ts';
import { tableText } from './table-text.ts';

const CONCLUSIONS: Readonly<Record<PairConclusion, string>> = {
  a_better: 'the first is better',
  b_better: 'the second is better',
  equivalent: 'equivalent',
  undecided: 'not decided',
};

/** The letters, and how often an arm that learned elsewhere did not. */
function lettersOf({ letters, unstable, dead, trials }: VerdictGroup): string {
  return unstable ? `${letters} (unstable: ${dead} of ${trials} trials did not learn)`.trim() : letters;
}

function saidOf({ basis, difference, conclusion }: VerdictPair): string {
  if (difference === null) return 'no common block';
  return basis === 'seeds' ? 'training noise only' : CONCLUSIONS[conclusion];
}

/** Tables of more rows than `WHOLE` show their first `TOP`. */
const WHOLE = 21;
const TOP = 10;

/** How a verdict is shown. */
export interface VerdictView {
  readonly colour: boolean;
  /** Every row, however many. */
  readonly all: boolean;
  /** Characters in a line of the terminal; absent: there is none, and tables are as wide as they are. */
  readonly width?: number | undefined;
}

type Unit = ValueUnit;

/** A verdict as lines for a terminal: sentences, groups, pairs, caveats. Pure. */
export function renderVerdict(verdict: Verdict, unit: Unit, view: VerdictView): string[] {
  const style = styleOf(view.colour);
  return [
    ...verdict.summary.flatMap((sentence) => prose(sentence, view).map(style.bold)),
    '',
    ...groupLines(verdict.groups, unit, view, style),
    ...(verdict.pairs.length > 0 ? ['', ...pairLines(verdict, unit, view, style)] : []),
    ...(verdict.caveats.length > 0
      ? ['', ...verdict.caveats.flatMap((caveat) => prose(caveat, view).map(style.dim))]
      : []),
  ];
}

/** Characters of a line of sentences at most, however wide the terminal: longer ones are hard to read. */
const WIDEST = 110;

/** A sentence in lines of whole words; in one where there is no terminal, for what searches it. Pure. */
export function prose(sentence: string, { width }: { readonly width?: number | undefined }): string[] {
  return width === undefined ? [sentence] : linesOf(sentence, Math.min(WIDEST, width));
}

function groupLines(groups: readonly VerdictGroup[], unit: Unit, view: VerdictView, style: Style): string[] {
  const words = WORDING[unit];
  const rows = top(groups, view).map((group) => [
    group.group,
    words.value(group.mean),
    group.stddev === null ? '–' : words.value(group.stddev),
    group.chanceLevel ? 'did not learn' : lettersOf(group),
  ]);
  const columns = [
    { heading: '' },
    { heading: 'mean', right: true },
    { heading: '± sd', right: true },
    { heading: 'letters' },
  ];
  return [...laidOut(columns, rows, view, style), ...rest(groups.length, 'arms', view)];
}

function pairLines(verdict: Verdict, unit: Unit, view: VerdictView, style: Style): string[] {
  const signed = (value: number) =>
    unit !== 'value' ? points(value) : `${value > 0 ? '+' : ''}${figure(value)}`;
  const pairs = byRank(verdict);
  const rows = top(pairs, view).map((pair) => [
    `${pair.a} − ${pair.b}`,
    pair.difference === null ? '–' : signed(pair.difference),
    pair.interval ? `${signed(pair.interval.low)} … ${signed(pair.interval.high)}` : '–',
    pValue(pair.pAdjusted, verdict.settings.alpha),
    saidOf(pair),
  ]);
  const columns = [
    { heading: '' },
    { heading: 'difference', right: true },
    { heading: `${intervalName(verdict.settings)} interval`, right: true },
    { heading: 'adjusted p', right: true },
    { heading: '' },
  ];
  return [...laidOut(columns, rows, view, style), ...rest(pairs.length, 'pairs', view)];
}

/** Pairs of the leader first, where not all are shown. */
function byRank({ groups, pairs }: Verdict): readonly VerdictPair[] {
  if (pairs.length <= WHOLE) return pairs;
  const rank = new Map(groups.map(({ group }, at) => [group, at]));
  const key = ({ a, b }: VerdictPair) => {
    const [first, second] = [rank.get(a)!, rank.get(b)!];
    return Math.min(first, second) * groups.length + Math.max(first, second);
  };
  return [...pairs].sort((x, y) => key(x) - key(y));
}

function laidOut(
  columns: Parameters<typeof tableText>[0],
  cells: readonly string[][],
  { width }: VerdictView,
  style: Style,
): string[] {
  const { heading, rows } = tableText(columns, cells, width);
  return [...(heading === '' ? [] : [style.dim(heading)]), ...rows];
}

function top<Row>(rows: readonly Row[], { all }: VerdictView): readonly Row[] {
  return all || rows.length <= WHOLE ? rows : rows.slice(0, TOP);
}

function rest(count: number, what: string, { all }: VerdictView): string[] {
  return all || count <= WHOLE
    ? []
    : [` and ${count - TOP} more ${what} (--all shows them, --json has them)`];
}
