/** The kinds of panels that the dashboards are made of. Each has a title, a description and a unit. All pure. */

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

/**
 * Points that a panel asks for. Grafana derives `$__interval` from it; a panel that shows the last figure of a time range looks
 * through it in so fine steps that the figures of a process's last seconds are not passed over.
 */
const FINE = 10_000;

/** One figure, large. */
export function figure({ title, description, unit, queries }: PanelText): StatBuilder {
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .targets(atTheEnd(queries))
    .maxDataPoints(FINE)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .thresholds(plain())
    .noValue('–');
}

/** One figure between 0 and 1, as a dial. */
export function dial({ title, description, unit, queries }: PanelText): GaugeBuilder {
  return new GaugeBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .min(0)
    .max(1)
    .targets(atTheEnd(queries))
    .maxDataPoints(FINE)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(plain())
    .noValue('–');
}

/** A bar for each series, with its value now. */
export function bars({ title, description, unit, queries }: PanelText): BarGaugeBuilder {
  return new BarGaugeBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .min(0)
    .targets(atTheEnd(queries))
    .maxDataPoints(FINE)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .thresholds(plain())
    .noValue('–');
}

/** Lines over time. */
export function graph({ title, description, unit, queries }: PanelText): TimeseriesBuilder {
  const many = queries.length > 1 || (queries[0]?.legend ?? '').includes('{{');
  return new TimeseriesBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .targets(overTime(queries))
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

/** Lines over another quantity than time; the panel's transformations make a table with a column `x` of numbers in order. */
export function curves({ title, description, unit, queries, x }: PanelText & { readonly x: string }) {
  return new TrendBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .targets(asRows(queries))
    .maxDataPoints(FINE)
    .xField(x)
    .colorScheme(byName())
    .lineWidth(2)
    .showPoints(VisibilityMode.Always)
    .pointSize(6)
    .legend(legend(true))
    .tooltip(tooltip())
    .noValue('–');
}

/** Series as rows. */
export function table({ title, description, unit, queries }: PanelText): TableBuilder {
  return new TableBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .targets(asRows(queries))
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
