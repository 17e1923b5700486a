import type { PairConclusion, Verdict, VerdictPair } from '../../proto/verdict.ts';
import type { CsvTable } from '../csv.ts';
import { type Chart, drawBoth } from '../drawing/draw.ts';
import { shortLabels } from '../drawing/short-labels.ts';
import { COLUMN_WIDTH, labelRoom } from '../drawing/sizes.ts';
import type { Figure } from '../figure.ts';
import { html } from '../html.ts';
import type { FactorWords } from '../wording/factor.ts';
import { intervalName } from '../wording/interval.ts';
import type { Unit } from '../wording/unit.ts';
import { betterFirst } from './better-first.ts';

/** What each conclusion looks like: told apart by shape and filling, not by colour. */
const MARKS: Readonly<Record<PairConclusion, { shape: string; fill: string }>> = {
  a_better: { shape: 'square', fill: 'var(--text)' },
  b_better: { shape: 'square', fill: 'var(--text)' },
  equivalent: { shape: 'diamond', fill: 'var(--paper)' },
  undecided: { shape: 'circle', fill: 'var(--paper)' },
};

/** The most pairs that the figure shows, those furthest apart; the table and the CSV have all. */
const MOST = 28;

/**
 * Each pair's difference, the better one first, with its interval and the margin that does not matter; null
 * without pairs.
 */
export async function pairDifferences(
  verdict: Verdict,
  { many }: FactorWords,
  unit: Unit,
): Promise<Figure | null> {
  const { pairs, settings } = verdict;
  if (pairs.length === 0) return null;
  const sorted = betterFirst(pairs, settings.maximize).filter(isKnown);
  if (sorted.length === 0) return null;
  const shown = sorted.slice(0, MOST);
  return {
    id: 'figure-pair-differences',
    title: `Differences between ${many} that learned`,
    panels: [
      { heading: null, svg: await drawBoth((width) => intervals(shown, settings.margin, width, unit)) },
    ],
    layout: 'single',
    caption: html`Mean difference of each pair, the better one first, paired by ${settings.oneSplit ? 'seed' : 'fold and seed'}, ${intervalText(shown, settings)}${settings.margin !== null && marginText(settings.margin, unit)}Circles: undecided.${shown.length < pairs.length && html` The ${pairs.length - shown.length} pairs closest together are only in the table.`}`,
    csv: pairsCsv(pairs),
  };
}

/** What the intervals are of, and which pairs are told apart. */
function intervalText(pairs: readonly KnownPair[], settings: Verdict['settings']): string {
  const drawn = pairs.filter(({ interval }) => interval !== null);
  const ofNoise = drawn.filter(({ basis }) => basis === 'seeds');
  const noise = 'show the noise of training alone, not whether a difference holds on other data';
  if (drawn.length === 0) return 'without an interval, for want of spread. ';
  if (ofNoise.length === drawn.length)
    return `with its ${intervalName(settings)} interval over seeds. Pairs share one fold, so that intervals ${noise}. `;
  const over = settings.comparisons === 1 ? 'the one comparison' : `all ${settings.comparisons} comparisons`;
  return (
    `with its ${intervalName(settings)} interval (${settings.oneSplit ? 'over seeds, on the one split of the data' : 'what varies with folds is corrected for training sets that overlap'}). ` +
    `Squares: told apart after Holm’s adjustment over ${over}. ` +
    (ofNoise.length > 0 ? `Intervals of pairs that share one fold ${noise}. ` : '')
  );
}

/** Every pair with all its figures. Pure. */
export function pairsCsv(pairs: readonly VerdictPair[]): CsvTable {
  return {
    file: 'pair-differences.csv',
    columns: [
      ...['a', 'b', 'blocks', 'difference', 'low', 'high', 't', 'df', 'p', 'p_adjusted', 'effect_size'],
      ...['superiority', 'equivalence_p', 'equivalence_p_adjusted', 'conclusion'],
    ],
    rows: pairs.map((pair) => [
      ...[
        pair.a,
        pair.b,
        pair.blocks,
        pair.difference,
        pair.interval?.low ?? null,
        pair.interval?.high ?? null,
      ],
      ...[pair.t, pair.df, pair.p, pair.pAdjusted, pair.effectSize, pair.superiority],
      ...[pair.equivalence.p, pair.equivalence.pAdjusted, pair.conclusion],
    ]),
  };
}

/** A pair with a block in common. */
type KnownPair = VerdictPair & { readonly difference: number };

function isKnown(pair: VerdictPair): pair is KnownPair {
  return pair.difference !== null;
}

function marginText(margin: number, { scale, differences }: Unit): string {
  const size = Number((margin * scale).toPrecision(3));
  return `Diamonds: equivalent, shown to lie within the shaded margin of ±${size}${scale === 100 ? ` ${differences}` : ''} that does not matter. `;
}

function intervals(pairs: readonly KnownPair[], largest: number | null, width: number, unit: Unit): Chart {
  const equal = (largest ?? 0) * unit.scale;
  const above = width < COLUMN_WIDTH;
  const short = shortLabels(
    pairs.flatMap(({ a, b }) => [a, b]),
    above ? 16 : 20,
  );
  const rows = pairs.map((pair, index) => rowOf(pair, index, short, unit.scale));
  const step = above ? 40 : 26;
  const left = above ? 6 : labelRoom(rows.map(({ text }) => text));
  const margin = { top: 6, right: 16, bottom: 44, left };
  const values = rows.flatMap(({ low, high, difference }) => [low ?? difference, high ?? difference]);
  const ends = [Math.min(-equal, ...values), Math.max(equal, ...values)] as const;
  const room = (ends[1] - ends[0]) * 0.04;
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [ends[0] - room, ends[1] + room], nice: false },
    axis: {
      title: `difference in ${unit.differences}`,
      tickCount: above ? 5 : 7,
      labelExpr:
        "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + " +
        "(datum.value != 0 && abs(datum.value) < 1e-4 ? replace(format(abs(datum.value), '~e'), '-', '−') : format(abs(datum.value), '~r'))",
    },
  });
  return {
    width: width - margin.left - margin.right,
    height: rows.length * step,
    margin,
    whole: new Map(rows.map(({ text, whole }) => [text, whole])),
    title: 'Differences between pairs, with intervals',
    alternative: `Mean difference and interval in ${unit.differences}. ${pairs.map((pair) => said(pair, unit)).join('. ')}.`,
    spec: {
      layer: intervalLayers(rows, equal, x, above),
    },
  };
}

type IntervalRow = ReturnType<typeof rowOf>;

/**
 * The margin (`equal` to each side), zero, and for each pair its interval, its mark and its label, which
 * stands above the mark or beside it. `x`: the axis, for a field.
 */
function intervalLayers(
  rows: readonly IntervalRow[],
  equal: number,
  x: (field: string) => object,
  above: boolean,
): object[] {
  const y = {
    field: 'key',
    type: 'nominal',
    axis: null,
    scale: { domain: rows.map(({ key }) => key), padding: 0 },
  };
  const shift = above ? 8 : 0;
  return [
    {
      data: { values: [{ from: -equal, to: equal }] },
      mark: { type: 'rect', color: 'var(--shade)' },
      encoding: { x: x('from'), x2: { field: 'to' } },
    },
    {
      data: { values: [{ zero: 0 }] },
      mark: { type: 'rule', color: 'var(--quiet)' },
      encoding: { x: x('zero') },
    },
    {
      data: { values: rows.filter(({ low }) => low !== null) },
      mark: { type: 'rule', color: 'var(--text)', strokeWidth: 1.6, yOffset: shift },
      encoding: { y, x: x('low'), x2: { field: 'high' } },
    },
    {
      data: { values: rows },
      mark: {
        type: 'point',
        size: 64,
        opacity: 1,
        stroke: 'var(--text)',
        strokeWidth: 1.6,
        yOffset: shift,
      },
      encoding: {
        y,
        x: x('difference'),
        fill: { field: 'fill', scale: null, type: 'nominal' },
        shape: { field: 'shape', scale: null, type: 'nominal' },
      },
    },
    {
      data: { values: rows },
      mark: above
        ? { type: 'text', align: 'left', baseline: 'middle', dy: -9 }
        : { type: 'text', align: 'right', baseline: 'middle', dx: -8 },
      encoding: { y, x: { value: 0 }, text: { field: 'text' } },
    },
  ];
}

function rowOf(pair: KnownPair, index: number, short: ReadonlyMap<string, string>, scale: number) {
  return {
    key: `p${index}`,
    text: `${short.get(pair.a)} − ${short.get(pair.b)}`,
    whole: `${pair.a} − ${pair.b}`,
    difference: pair.difference * scale,
    low: pair.interval ? pair.interval.low * scale : null,
    high: pair.interval ? pair.interval.high * scale : null,
    ...MARKS[pair.conclusion],
  };
}

function said({ a, b, difference, interval, conclusion, basis }: KnownPair, { signed }: Unit): string {
  const range = interval ? ` (${signed(interval.low)} to ${signed(interval.high)})` : '';
  return `${a} minus ${b}: ${signed(difference)}${range}, ${basis === 'seeds' ? 'training noise only' : conclusion.replace('_', ' ')}`;
}
