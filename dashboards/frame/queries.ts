import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { SOURCE } from './source.ts';

/** An expression and, where a panel shows several series, how each is named: text with `{{label}}`. */
export interface Query {
  readonly expression: string;
  readonly legend?: string;
}

/** Queries whose values are drawn over time. */
export function overTime(queries: readonly Query[]): DataqueryBuilder[] {
  return queries.map((query, index) => base(query, index).range());
}

/** Queries of which the value at the end of the time range counts. */
export function atTheEnd(queries: readonly Query[]): DataqueryBuilder[] {
  return queries.map((query, index) => base(query, index).instant());
}

/** As `atTheEnd`, each series a row with its labels as columns. */
export function asRows(queries: readonly Query[]): DataqueryBuilder[] {
  return atTheEnd(queries).map((query) => query.format(PromQueryFormat.Table));
}

function base({ expression, legend = '' }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(SOURCE)
    .expr(expression)
    .legendFormat(legend)
    .refId(String.fromCharCode(65 + index));
}
