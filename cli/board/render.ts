/** The board as lines of text: the grid filling in, then how far and how fast. Pure. */

import type { Metric } from '../../proto/metrics.ts';
import { linesOf } from '../prose.ts';
import { type BoardState, type Cell, examplesPerSecond, meanValue, recorded, secondsLeft } from './state.ts';
import { clock, fitLeft, fitRight, grouped, type Style, sideBySide, styleOf } from './style.ts';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

const CELL = 8;
const MEAN = 7;
/** Lines that are no row of the grid. */
const FRAME = 9;

export function renderBoard(state: BoardState, terminal: Terminal, now: number): string[] {
  const style = styleOf(terminal.colour);
  const width = Math.max(20, Math.min(terminal.columns, 120));
  const name = Math.min(Math.max(...state.arms.map((label) => label.length), 4), width < 60 ? 12 : 24);
  const room = Math.max(0, Math.floor((width - name - 3 - MEAN) / CELL));
  const shown = Math.min(room, state.columns.length);
  const rows = state.arms.slice(0, Math.max(1, terminal.rows - FRAME));
  const hidden = state.arms.length - rows.length;
  return [
    '',
    heading(state, style, width),
    '',
    ` ${' '.repeat(name)} ${state.columns
      .slice(0, shown)
      .map((label) => style.dim(fitRight(label, CELL)))
      .join('')}${style.dim(fitRight('mean', MEAN))}`,
    ...rows.map((label, row) => gridRow(state, row, label, { name, shown, style })),
    ...(hidden > 0 || shown < state.columns.length
      ? [style.dim(fitLeft(` ${notShown(hidden, state.columns.length - shown)}`, width).trimEnd())]
      : []),
    '',
    ...footer(state, style, width, now),
  ];
}

function heading(state: BoardState, style: Style, width: number): string {
  const id = width > state.study.length + state.run.length + 4 ? `  ${style.dim(state.run)}` : '';
  return ` ${style.bold(state.study)}${id}`;
}

function gridRow(
  state: BoardState,
  row: number,
  label: string,
  { name, shown, style }: { name: number; shown: number; style: Style },
): string {
  const cells = Array.from({ length: shown }, (_, column) => state.cells[column * state.arms.length + row]!);
  const mean = meanValue(state, row);
  const meanText =
    mean === undefined
      ? style.dim(fitRight('–', MEAN))
      : style.bold(shaded(state.objective, mean, MEAN, style));
  return ` ${fitLeft(label, name)} ${cells.map((cell) => renderCell(cell, state.objective, style)).join('')}${meanText}`;
}

function renderCell(cell: Cell, objective: Metric, style: Style): string {
  switch (cell.status) {
    case 'waiting':
      return style.dim(fitRight('·', CELL));
    case 'failed':
      return style.red(fitRight('failed', CELL));
    case 'training':
      return style.dim(fitRight(progressBar(cell.fraction, 5), CELL));
    case 'completed': {
      const mark = cell.findings.length > 0 ? '†' : ' ';
      if (cell.value === undefined) return style.dim(fitRight(`–${mark}`, CELL));
      return shaded(objective, cell.value, CELL, style, mark);
    }
  }
}

/** A value of the objective: shares in per cent, by colour; others as they are. */
function shaded({ scale }: Metric, value: number, width: number, style: Style, mark = ''): string {
  if (scale === 'share') return style.scale(fitRight(`${(100 * value).toFixed(1)}${mark}`, width), value);
  return fitRight(`${value.toPrecision(4)}${mark}`, width);
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of so many characters, in eighths of a character. */
function progressBar(fraction: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
  return full + '░'.repeat(Math.max(0, width - [...full].length));
}

function notShown(rows: number, columns: number): string {
  const parts = [
    ...(rows > 0 ? [`${rows} more rows`] : []),
    ...(columns > 0 ? [`${columns} more columns`] : []),
  ];
  return `… and ${parts.join(', ')}, counted below`;
}

function footer(state: BoardState, style: Style, width: number, now: number): string[] {
  const done = recorded(state);
  const total = state.cells.length;
  const share = state.cells.reduce((sum, { fraction }) => sum + fraction, 0) / Math.max(1, total);
  const left = secondsLeft(state, now);
  const failed = state.cells.filter(({ status }) => status === 'failed').length;
  const found = state.cells.some(({ findings }) => findings.length > 0);
  const facts = [
    `${done}/${total} trials`,
    `${grouped(examplesPerSecond(state))} examples/s`,
    clock((now - state.startedAt) / 1000),
    ...(left === undefined || done === total ? [] : [`about ${clock(left)} left`]),
  ];
  const workers = [...state.workers.values()];
  const training = workers.filter((worker) => worker === 'WORKER_STATE_TRAINING').length;
  const notes = [
    workers.length === 0 ? 'workers are starting' : `${training} of ${workers.length} workers training`,
    ...(state.retries > 0 ? [`${state.retries} retried`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(found ? ['† has a finding'] : []),
  ];
  return [
    ` ${progressBar(share, Math.min(width - 2, 60))}`,
    ` ${sideBySide(facts, width - 2)}`,
    style.dim(` ${sideBySide(notes, width - 2)}`),
    ...(state.trouble === undefined
      ? []
      : linesOf(state.trouble, width - 2).map((line) => ` ${style.bold(line)}`)),
  ];
}
