/**
 * Grafana's transformations of query results, as plain objects: the SDK has no types for their options. All
 * pure.
 */
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * A row for each value of one label, a column for each value of another. The first column is then called
 * `row\column`.
 */
export function matrix(row: string, column: string): DataTransformerConfig {
  const options = { rowField: row, columnField: column, valueField: 'Value', emptyValue: 'null' };
  return { id: 'groupingToMatrix', options };
}

/** Rows of several queries that have the same labels become one row. */
export function joinRows(): DataTransformerConfig[] {
  return [without('Time'), { id: 'merge', options: {} }];
}

/** Leaves out columns. */
export function without(...names: string[]): DataTransformerConfig {
  return { id: 'filterFieldsByName', options: { exclude: { names } } };
}

/** Columns in this order, under these names; what is not named comes last as it is. */
export function columns(names: Readonly<Record<string, string>>): DataTransformerConfig {
  const order = Object.fromEntries(Object.keys(names).map((name, index) => [name, index]));
  return { id: 'organize', options: { excludeByName: {}, indexByName: order, renameByName: { ...names } } };
}

/** A column of text as numbers. */
export function asNumber(name: string): DataTransformerConfig {
  const conversions = [{ targetField: name, destinationType: 'number' }];
  return { id: 'convertFieldType', options: { fields: {}, conversions } };
}

/** Rows in the order of a column. */
export function sortedBy(name: string, descending = false): DataTransformerConfig {
  return { id: 'sortBy', options: { fields: {}, sort: [{ field: name, desc: descending }] } };
}
