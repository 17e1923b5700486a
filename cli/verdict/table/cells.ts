import type { BlockNames } from '../../../analysis/options.ts';
import type { Columns } from './columns.ts';
import type { Mistake } from './invalid.ts';
import { labelsOf } from './labels.ts';
import { alikeLevels, combinationFaults } from './levels.ts';
import type { Table } from './rows.ts';

/** A row, by the columns that matter; its value still a text. */
export interface Cell {
  readonly line: number;
  readonly group: string;
  readonly fold: number;
  readonly seed: number;
  /** As a person reads it: `fold 0, seed 1`. */
  readonly block: string;
  readonly status: string;
  readonly text: string;
  readonly findings: readonly string[];
}

/** The rows of a table by its columns, with what was assumed and what is wrong. Pure. */
export function readCells(table: Table, columns: Columns, textLabels: boolean) {
  const { source, header, rows } = table;
  const mistakes: Mistake[] = [];
  const ofLine = (line: number, what: string, found = '') =>
    mistakes.push({ line, kind: what, text: `${source}:${line} ${what}${found}` });
  const notes: string[] = [];
  const numbered = (place: number | undefined, what: string, names: Map<number, string>) => {
    if (place === undefined) return () => 0;
    const name = header[place]!;
    const labels = labelsOf(
      rows.map(({ cells }) => cells[place] ?? '').filter((text) => text !== ''),
      textLabels || what === 'block',
    );
    for (const [text, number] of labels.numbers) names.set(number, text);
    if (labels.text && labels.refused.size === 0)
      notes.push(`labels of "${name}" are texts: ${firstOf([...labels.numbers.keys()])}`);
    return (text: string, line: number) => {
      if (text === '') ofLine(line, `has no ${what} (column "${name}")`);
      if (labels.refused.has(text)) {
        const found = `, found ${JSON.stringify(text)} (--text-labels takes it as a text)`;
        ofLine(line, `${name} must be a whole number or a text`, found);
      }
      return labels.numbers.get(text) ?? 0;
    };
  };
  for (const place of columns.factors) {
    notes.push(
      ...alikeLevels(
        header[place]!,
        rows.map(({ cells }) => cells[place] ?? ''),
      ),
    );
  }
  const combinations = rows.map(({ cells }) => columns.factors.map((place) => cells[place] ?? ''));
  mistakes.push(...combinationFaults(combinations).map((mistake) => `${source}: ${mistake}`));
  const foldPlace = columns.block ?? columns.fold;
  const [folds, seeds] = [new Map<number, string>(), new Map<number, string>()];
  const foldOf = numbered(foldPlace, columns.block === undefined ? 'fold' : 'block', folds);
  const seedOf = numbered(columns.seed, 'seed', seeds);
  const cells = rows.map(({ cells, line }): Cell => {
    const at = (place: number | undefined) => (place === undefined ? '' : (cells[place] ?? ''));
    const levels = columns.factors.map(at);
    columns.factors.forEach((place, index) => {
      if (levels[index] === '') ofLine(line, `names no arm (column "${header[place]}")`);
    });
    return {
      line,
      group: levels.join(', '),
      fold: foldOf(at(foldPlace), line),
      seed: seedOf(at(columns.seed), line),
      block:
        [foldPlace, columns.seed]
          .flatMap((place) => (place === undefined ? [] : [`${header[place]} ${at(place)}`]))
          .join(', ') || 'the only block (there is no column of folds or seeds)',
      status: at(columns.status),
      text: at(columns.value),
      findings: at(columns.findings)
        .split(' ')
        .filter((kind) => kind !== ''),
    };
  });
  const unit = columns.block !== undefined ? 'block' : columns.fold !== undefined ? 'fold' : null;
  const names: BlockNames = { unit, folds, seeds: columns.seed === undefined ? null : seeds };
  return { cells, mistakes, notes, names };
}

function firstOf(labels: readonly string[]): string {
  return labels.length <= 6
    ? labels.join(', ')
    : `${labels.slice(0, 5).join(', ')} and ${labels.length - 5} more`;
}
