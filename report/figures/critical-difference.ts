import type { Verdict } from '../../proto/verdict.ts';
import { type Chart, drawBoth } from '../drawing/draw.ts';
import { shortLabels } from '../drawing/short-labels.ts';
import { labelRoom } from '../drawing/sizes.ts';
import type { Figure } from '../figure.ts';
import { pValue, rate } from '../format.ts';
import { type Group, wordsOf } from '../groups.ts';
import { html } from '../html.ts';
import { cliquesOf, type Ranked } from './cliques.ts';

const LINE = 24;
const BAR = 9;

/**
 * The critical-difference diagram: mean ranks, and bars over groups that Nemenyi's test does not tell apart;
 * null without one.
 */
export async function criticalDifferences(
  verdict: Verdict,
  groups: readonly Group[],
): Promise<Figure | null> {
  const { friedman } = verdict;
  const ordered = verdict.groups
    .filter((group): group is typeof group & Ranked => group.meanRank !== null)
    .sort((a, b) => a.meanRank - b.meanRank);
  if (!friedman || ordered.length < 2) return null;
  const difference = friedman.criticalDifference;
  const svg = await drawBoth((width) => diagram(ordered, difference, groups, width));
  return {
    id: 'figure-critical-difference',
    title: 'Mean ranks and critical difference',
    panels: [{ heading: null, svg }],
    layout: 'single',
    caption: html`In each of the ${friedman.blocks} blocks (one fold and seed) the ${wordsOf(groups).many} are ranked, 1 is best; the axis
shows the mean of the ranks. Thick bars join those whose mean ranks are less than the critical difference
of ${difference.toFixed(2)} apart: Nemenyi’s test does not tell them apart at a level of ${rate(verdict.settings.alpha)}. Those at chance are ranked too; ranks ignore
by how much one beats another. Friedman’s test: χ² = ${friedman.chiSquare.toFixed(2)} with ${friedman.df} degrees of
freedom, p ${pValue(friedman.p).replace(/^(?=\d)/, '= ')}.`,
    csv: {
      file: 'mean-ranks.csv',
      columns: [wordsOf(groups).column, 'mean_rank', 'critical_difference'],
      rows: ordered.map(({ group, meanRank }) => [group, meanRank, difference]),
    },
  };
}

/** Where a group stands: its label at the left or right end of a line that leads to its rank. */
interface Branch extends Ranked {
  readonly text: string;
  readonly side: 'left' | 'right';
  readonly end: number;
  readonly line: number;
  readonly colour: string;
  readonly shape: string;
}

function diagram(
  ordered: readonly Ranked[],
  difference: number,
  groups: readonly Group[],
  width: number,
): Chart {
  const cliques = cliquesOf(ordered, difference);
  const first = 16 + cliques.length * BAR;
  const branches = branchesOf(ordered, groups, first + LINE / 2, width < 500 ? 14 : 20);
  const room = (side: Branch['side']) =>
    labelRoom(branches.filter((branch) => branch.side === side).map(({ text }) => text)) + 6;
  const margin = { top: 62, right: room('right'), bottom: 6, left: room('left') };
  const height = first + Math.ceil(ordered.length / 2) * LINE;
  const domain = [1, ordered.length];
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domain, nice: false, zero: false } });
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    axis: null,
    scale: { domain: [height, 0], nice: false, zero: false },
  });
  const said = cliques.map((clique) => clique.map(({ group }) => group).join(', '));
  return {
    width: width - margin.left - margin.right,
    height,
    margin,
    whole: new Map(branches.map(({ text, group }) => [text, group])),
    title: 'Critical-difference diagram',
    alternative:
      `Mean ranks, best first: ${ordered.map(({ group, meanRank }) => `${group} ${meanRank.toFixed(2)}`).join(', ')}. ` +
      `Critical difference ${difference.toFixed(2)}. Not told apart: ${said.length > 0 ? said.join('; ') : 'none'}.`,
    spec: {
      layer: [
        ...ruler(difference, x, y),
        ...lines(branches, x, y),
        bars(cliques, x, y),
        marks(branches, x, y),
        ...(['left', 'right'] as const).map((side) => labels(branches, side, x, y)),
      ],
    },
  };
}

type Encode = (field: string) => object;

function branchesOf(
  ordered: readonly Ranked[],
  groups: readonly Group[],
  first: number,
  letters: number,
): readonly Branch[] {
  const short = shortLabels(
    ordered.map(({ group }) => group),
    letters,
  );
  const half = Math.ceil(ordered.length / 2);
  return ordered.map(({ group, meanRank }, index) => {
    const look = groups.find(({ label }) => label === group);
    const left = index < half;
    return {
      group,
      meanRank,
      text: short.get(group)!,
      side: left ? 'left' : 'right',
      end: left ? 1 : ordered.length,
      line: first + (left ? index : ordered.length - 1 - index) * LINE,
      colour: look?.colour ?? 'var(--text)',
      shape: look?.shape ?? 'circle',
    };
  });
}

/** The critical difference itself, as a length over the axis. */
function ruler(difference: number, x: Encode, y: Encode): object[] {
  const values = [
    { from: 1, to: 1 + difference, y: -44, text: `critical difference ${difference.toFixed(2)}` },
  ];
  return [
    {
      data: { values },
      mark: { type: 'rule', color: 'var(--text)' },
      encoding: { x: x('from'), x2: { field: 'to' }, y: y('y') },
    },
    ...['from', 'to'].map((end) => ({
      data: { values },
      mark: { type: 'tick', orient: 'vertical', color: 'var(--text)', size: 8, thickness: 1, opacity: 1 },
      encoding: { x: x(end), y: y('y') },
    })),
    {
      data: { values },
      mark: { type: 'text', align: 'left', baseline: 'bottom', dy: -6 },
      encoding: { x: x('from'), y: y('y'), text: { field: 'text' } },
    },
  ];
}

function lines(branches: readonly Branch[], x: Encode, y: Encode): object[] {
  const values = branches.map(({ meanRank, end, line }) => ({ meanRank, end, line, axis: 0 }));
  const rule = { type: 'rule', color: 'var(--rule)' };
  const axis = { orient: 'top', grid: false, tickMinStep: 1, format: 'd', title: null, offset: 0 };
  return [
    {
      data: { values },
      mark: rule,
      encoding: { x: { ...x('meanRank'), axis }, y: y('axis'), y2: { field: 'line' } },
    },
    {
      data: { values },
      mark: rule,
      encoding: { x: { ...x('end'), axis }, x2: { field: 'meanRank' }, y: y('line') },
    },
  ];
}

function bars(cliques: readonly (readonly Ranked[])[], x: Encode, y: Encode): object {
  const values = cliques.map((clique, index) => ({
    from: clique[0]!.meanRank,
    to: clique.at(-1)!.meanRank,
    y: 13 + index * BAR,
  }));
  return {
    data: { values },
    mark: { type: 'rule', color: 'var(--text)', strokeWidth: 4, strokeCap: 'round' },
    encoding: { x: x('from'), x2: { field: 'to' }, y: y('y') },
  };
}

function marks(branches: readonly Branch[], x: Encode, y: Encode): object {
  return {
    data: { values: branches.map(({ meanRank, colour, shape }) => ({ meanRank, colour, shape, axis: 0 })) },
    mark: { type: 'point', filled: true, size: 80, opacity: 1 },
    encoding: {
      x: x('meanRank'),
      y: y('axis'),
      color: { field: 'colour', scale: null, type: 'nominal' },
      shape: { field: 'shape', scale: null, type: 'nominal' },
    },
  };
}

function labels(branches: readonly Branch[], side: Branch['side'], x: Encode, y: Encode): object {
  const values = branches
    .filter((branch) => branch.side === side)
    .map(({ end, line, text }) => ({ end, line, text }));
  const left = side === 'left';
  return {
    data: { values },
    mark: { type: 'text', align: left ? 'right' : 'left', baseline: 'middle', dx: left ? -8 : 8 },
    encoding: { x: x('end'), y: y('line'), text: { field: 'text' } },
  };
}
