/**
 * The kinds of panels that the dashboards are made of. Each has a title, a description and a unit. All pure.
 */

import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphGradientMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as GaugeBuilder } from '@grafana/grafana-foundation-sdk/gauge';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { PanelBuilder as TrendBuilder } from '@grafana/grafana-foundation-sdk/trend';
import { plain } from './colours.ts';
import { asRows, atTheEnd, overTime, type Query } from './queries.ts';
import { SOURCE } from './source.ts';

export interface PanelText {
  readonly title: string;
  /** What is seen, and what to make of it. */
  readonly description: string;
  /** Grafana's name of a unit. */
  readonly unit: string;
  readonly queries: readonly Query[];
}

interface Describable {
  title(title: string): this;
  description(description: string): this;
  datasource(source: typeof SOURCE): this;
  unit(unit: string): this;
}

/** What every panel has, of whatever kind it is. */
const described = <Panel extends Describable>(panel: Panel, { title, description, unit }: PanelText): Panel =>
  panel.title(title).description(description).datasource(SOURCE).unit(unit);

/**
 * Points that a panel asks for. Grafana derives `$__interval` from it; a panel that shows the last figure of
 * a time range looks through it in so fine steps that the figures of a process's last seconds are not passed
 * over.
 */
const FINE = 10_000;

/** One figure, large. */
export function figure(text: PanelText): StatBuilder {
  return described(new StatBuilder(), text)
    .targets(atTheEnd(text.queries))
    .maxDataPoints(FINE)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .thresholds(plain())
    .noValue('–');
}

/** One figure between 0 and 1, as a dial. */
export function dial(text: PanelText): GaugeBuilder {
  return described(new GaugeBuilder(), text)
    .min(0)
    .max(1)
    .targets(atTheEnd(text.queries))
    .maxDataPoints(FINE)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(plain())
    .noValue('–');
}

/** A bar for each series, with its value now. */
export function bars(text: PanelText): BarGaugeBuilder {
  return described(new BarGaugeBuilder(), text)
    .min(0)
    .targets(atTheEnd(text.queries))
    .maxDataPoints(FINE)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .thresholds(plain())
    .noValue('–');
}

/** Lines over time. */
export function graph(text: PanelText): TimeseriesBuilder {
  const many = text.queries.length > 1 || (text.queries[0]?.legend ?? '').includes('{{');
  return described(new TimeseriesBuilder(), text)
    .targets(overTime(text.queries))
    .colorScheme(byName())
    .lineWidth(2)
    .fillOpacity(many ? 0 : 10)
    .showPoints(VisibilityMode.Never)
    .legend(legend(many))
    .tooltip(tooltip());
}

/** What adds up to a whole, or counts that together say something, over time. */
export function stacked(text: PanelText): TimeseriesBuilder {
  return graph(text)
    .lineWidth(1)
    .fillOpacity(60)
    .gradientMode(GraphGradientMode.None)
    .lineInterpolation(LineInterpolation.StepAfter)
    .min(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/**
 * Lines over another quantity than time; the panel's transformations make a table with a column `x` of
 * numbers in order.
 */
export function curves(text: PanelText & { readonly x: string }) {
  return described(new TrendBuilder(), text)
    .targets(asRows(text.queries))
    .maxDataPoints(FINE)
    .xField(text.x)
    .colorScheme(byName())
    .lineWidth(2)
    .showPoints(VisibilityMode.Always)
    .pointSize(6)
    .legend(legend(true))
    .tooltip(tooltip())
    .noValue('–');
}

/** Series as rows. */
export function table(text: PanelText): TableBuilder {
  return described(new TableBuilder(), text)
    .targets(asRows(text.queries))
    .maxDataPoints(FINE)
    .thresholds(plain())
    .noValue('–');
}

/** The same name has the same colour in every panel. */
const byName = () => new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);

const legend = (shown: boolean) =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(shown)
    .calcs([]);

const tooltip = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
