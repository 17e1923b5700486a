import type { BlockNames } from '../../../analysis/options.ts';
import type { Columns } from './columns.ts';
import type { Mistake } from './invalid.ts';
import { alikeLevels, combinationFaults } from './levels.ts';
import { type Numbering, numberingOf } from './numbering.ts';
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
  const textsAt = (place: number) => rows.map(({ cells }) => cells[place] ?? '');
  const notes = columns.factors.flatMap((place) => alikeLevels(header[place]!, textsAt(place)));
  const combinations = rows.map(({ cells }) => columns.factors.map((place) => cells[place] ?? ''));
  mistakes.push(...combinationFaults(combinations).map((mistake) => `${source}: ${mistake}`));
  const numbered = (place: number | undefined, what: string): Numbering | undefined => {
    if (place === undefined) return undefined;
    const numbering = numberingOf({ name: header[place]!, what, texts: textsAt(place) }, textLabels);
    notes.push(...numbering.notes);
    return numbering;
  };
  const foldPlace = columns.block ?? columns.fold;
  const folds = numbered(foldPlace, columns.block === undefined ? 'fold' : 'block');
  const seeds = numbered(columns.seed, 'seed');
  const cells = rows.map(({ cells, line }): Cell => {
    const at = (place: number | undefined) => (place === undefined ? '' : (cells[place] ?? ''));
    const levels = columns.factors.map(at);
    columns.factors.forEach((place, index) => {
      if (levels[index] === '') ofLine(line, `names no arm (column "${header[place]}")`);
    });
    const fault = (what: string, found?: string) => ofLine(line, what, found);
    return {
      line,
      group: levels.join(', '),
      fold: folds?.numberOf(at(foldPlace), fault) ?? 0,
      seed: seeds?.numberOf(at(columns.seed), fault) ?? 0,
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
  const names: BlockNames = { unit, folds: folds?.names ?? new Map(), seeds: seeds?.names ?? null };
  return { cells, mistakes, notes, names };
}
