/** A table in words, for `fanout validate`. */
import { shownText } from '../../proto/shown-text.ts';
import type { Column } from './columns.ts';
import { widthOf } from './features.ts';
import type { TableDataset } from './load.ts';
import { quoted } from './mistakes.ts';
import type { Target } from './target.ts';

/** Categories and classes that a line has room for. */
const SHOWN = 6;

/** A figure with six digits. Pure. */
export const figure = (value: number) =>
  Number(value.toPrecision(6)).toLocaleString('en', { maximumSignificantDigits: 6 });
const count = (value: number) => value.toLocaleString('en');

/** A line for each column of a table and one for its target, then what else is to be known. Pure. */
export function tableLines({ table }: TableDataset, targetName: string): string[] {
  const names = [...table.columns.map(({ name }) => name), targetName];
  const width = Math.min(24, Math.max(...names.map((name) => shownText(name).length)));
  const line = (name: string, text: string) => `${shownText(name).slice(0, 24).padEnd(width)}  ${text}`;
  return [
    ...table.columns.map((column) => line(column.name, columnText(column))),
    line(targetName, targetText(table.target)),
    ...table.notes,
  ];
}

function columnText(column: Column): string {
  if (column.kind === 'ignore') return `left out: ${column.why}`;
  const features = widthOf(column);
  const encoded = `${count(features)} ${features === 1 ? 'feature' : 'features'}`;
  if (column.kind === 'category')
    return `category, ${listed(column.categories)}${missingText(column.missing, 'a feature of its own')}: ${encoded}, one-hot`;
  const range = `number, ${figure(column.least)} to ${figure(column.most)}`;
  return `${range}${missingText(column.missing, 'the median of the training fold, and a feature that says so')}: ${encoded}`;
}

const missingText = (missing: number, becomes: string) =>
  missing === 0 ? '' : `; ${count(missing)} missing: ${becomes}`;

/** `a, b, c and 4 more`. */
function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).map(quoted).join(', ');
  return texts.length > SHOWN ? `${shown} and ${count(texts.length - SHOWN)} more` : shown;
}

function targetText(target: Target): string {
  if (target.task === 'regression')
    return `target, a regression: ${figure(target.least)} to ${figure(target.most)}`;
  const { classNames, counts } = target;
  const all = classNames.map((name, label) => `${quoted(name)} (${count(counts[label]!)})`);
  const shown = all.slice(0, SHOWN).join(', ');
  const more = all.length > SHOWN ? ` and ${count(all.length - SHOWN)} more` : '';
  return `target, ${count(all.length)} classes: ${shown}${more}`;
}
