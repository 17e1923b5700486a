import { weightedLayers } from '../../engines/model.ts';
import { isNetworkStudy, type NetworkStudy, type Study, settingsOf } from '../../study/study.ts';
import type { Chart } from '../drawing/draw.ts';
import { drawChart } from '../drawing/draw.ts';
import { SMALL_WIDTH } from '../drawing/sizes.ts';
import type { Figure } from '../figure.ts';
import { swatch } from '../figure.ts';
import { type Group, wordsOf } from '../groups.ts';
import { html } from '../html.ts';
import { withMinus } from '../wording/numbers.ts';
import { logAxis } from './axis.ts';
import { decades, layerPoints } from './medians.ts';
import { expectedVariances, type Formula } from './theory.ts';

interface Place {
  readonly layer: string;
  readonly variance: number;
}

/**
 * How the signal's variance goes through the layers before the first step, one small plot for each group,
 * next to what Glorot's and He's formulas expect; null where nothing was sampled. Without study or shape of
 * the input there are no lines of theory.
 */
export async function signalFigure(
  groups: readonly Group[],
  study: Study | undefined,
  inputShape: readonly number[] | undefined,
): Promise<Figure | null> {
  const network = study && isNetworkStudy(study) ? study : undefined;
  const input = groups
    .flatMap(({ completed }) => completed.flatMap(({ layers }) => layers?.[0]?.input ?? []))
    .find(({ mean, variance }) => mean !== null && variance !== null);
  const measured = groups.map((group) => ({ group, places: measuredPlaces(group, input?.variance ?? null) }));
  const shown = measured.filter(({ places }) => places.length > 0);
  if (shown.length === 0 || !input) return null;
  const layers = [...new Set(shown.flatMap(({ places }) => places.map(({ layer }) => layer)))];
  const facts = { mean: input.mean!, variance: input.variance! };
  const rows = shown.map(({ group, places }) => ({
    group,
    places,
    lines: network && inputShape ? linesOf(group, network, inputShape, facts) : NO_LINES,
  }));
  const range = decades(
    rows.flatMap(({ places, lines }) =>
      [...places, ...lines.glorot, ...lines.he].map(({ variance }) => variance),
    ),
  );
  const panels = await Promise.all(
    rows.map(async ({ group, places, lines }) => ({
      heading: html`${swatch(group)}<b>${group.label}</b><span class="note">${ends(places)}</span>`,
      svg: await drawChart(chart(group, places, lines, range, layers)),
    })),
  );
  return {
    id: 'figure-signal',
    title: 'The signal through the layers, before the first step',
    panels,
    layout: 'small',
    caption: html`Variance of the values behind each layer (of the last: before softmax), median over the trials, on a logarithmic
axis that is the same in all plots; a value of exactly 0 stands hollow at its foot. From left to right: ${layers.join(', ')}.
${
  rows.some(({ lines }) => lines.he.length > 0) &&
  html`Dashed: what Glorot’s formula expects, dotted: He’s, for sums that are normal${
    network?.settings.model.some(({ kind }) => kind === 'maxPool2d') &&
    ' and without the pooling, which raises what is measured behind it'
  }.`
}`,
    csv: {
      file: 'signal.csv',
      columns: [wordsOf(groups).column, 'layer', 'variance', 'glorot', 'he'],
      rows: rows.flatMap(({ group, places, lines }) =>
        places.map(({ layer, variance }) => [
          group.label,
          layer,
          variance,
          lines.glorot.find((place) => place.layer === layer)?.variance ?? null,
          lines.he.find((place) => place.layer === layer)?.variance ?? null,
        ]),
      ),
    },
  };
}

interface Lines {
  readonly glorot: readonly Place[];
  readonly he: readonly Place[];
}

const NO_LINES: Lines = { glorot: [], he: [] };

/** What theory expects for the model that the group trained. */
function linesOf(
  group: Group,
  study: NetworkStudy,
  inputShape: readonly number[],
  input: { readonly mean: number; readonly variance: number },
): Lines {
  const arm = study.arms.find(({ id }) => id === group.label);
  const own = arm ? settingsOf(study, arm) : study.settings;
  const names = weightedLayers(own.model, inputShape).map(({ name }) => name);
  const line = (formula: Formula): readonly Place[] => {
    const variances = expectedVariances(own, inputShape, input, formula);
    if (variances.length === 0) return [];
    const places = variances.map((variance, index) => ({ layer: names[index]!, variance }));
    return [{ layer: 'input', variance: input.variance }, ...places];
  };
  return { glorot: line('glorot'), he: line('he') };
}

function measuredPlaces(group: Group, input: number | null): Place[] {
  const first = layerPoints(group, 'variance').filter(({ epoch }) => epoch === 0);
  if (first.length === 0 || input === null) return [];
  const places = [{ layer: 'input', value: input }, ...first];
  return places.flatMap(({ layer, value }) => (value === null ? [] : [{ layer, variance: value }]));
}

function ends(places: readonly Place[]): string {
  return `${figureText(places[0]!.variance)} to ${figureText(places.at(-1)!.variance)}`;
}

/** To two digits: `0.1`, `1.2e6`. */
function figureText(value: number): string {
  if (value === 0) return '0';
  const short = Number(value.toPrecision(2));
  return value >= 1e4 || value < 1e-3 ? withMinus(short.toExponential().replace('e+', 'e')) : String(short);
}

function chart(
  group: Group,
  places: readonly Place[],
  lines: Lines,
  range: { readonly floor: number; readonly top: number },
  layers: readonly string[],
): Chart {
  const margin = { top: 6, right: 10, bottom: 24, left: 42 };
  const rows = places.map(({ layer, variance }) => ({
    place: layers.indexOf(layer),
    variance: Math.max(range.floor, variance),
    fill: variance > 0 ? group.colour : 'var(--paper)',
  }));
  const numbered = (line: readonly Place[]) =>
    line.map(({ layer, variance }) => ({ place: layers.indexOf(layer), variance }));
  const y = { field: 'variance', type: 'quantitative', ...logAxis(range) };
  const x = placeAxis(layers.length);
  return {
    width: SMALL_WIDTH - margin.left - margin.right,
    height: 110,
    margin,
    title: `${group.label}: variance layer by layer`,
    alternative: `${group.label}: variance ${places.map(({ layer, variance }) => `${layer} ${figureText(variance)}`).join(', ')}.`,
    spec: {
      layer: [
        {
          data: { values: numbered(lines.glorot) },
          mark: { type: 'line', color: 'var(--quiet)', strokeWidth: 1.3, strokeDash: [5, 3] },
          encoding: { x, y },
        },
        {
          data: { values: numbered(lines.he) },
          mark: { type: 'line', color: 'var(--quiet)', strokeWidth: 1.3, strokeDash: [1.5, 2.5] },
          encoding: { x, y },
        },
        {
          data: { values: rows },
          mark: { type: 'line', color: group.colour, strokeWidth: 1.8 },
          encoding: { x, y },
        },
        {
          data: { values: rows },
          mark: { type: 'point', size: 46, opacity: 1, shape: group.shape, stroke: group.colour },
          encoding: { x, y, fill: { field: 'fill', scale: null, type: 'nominal' } },
        },
      ],
    },
  };
}

/** The input, then each layer with weights, by number. */
function placeAxis(places: number): object {
  return {
    field: 'place',
    type: 'ordinal',
    scale: { domain: Array.from({ length: places }, (_, index) => index), padding: 0.4 },
    axis: {
      title: null,
      grid: false,
      labelAngle: 0,
      domain: false,
      ticks: false,
      labelExpr: "datum.value === 0 ? 'in' : datum.label",
    },
  };
}
