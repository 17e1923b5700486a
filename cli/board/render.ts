/** The board as lines of text: the grid filling in, then how far and how fast. Pure. */

import { progressOf } from '../../coordinator/run-state/progress.ts';
import type { TrialState } from '../../coordinator/run-state/trial.ts';
import { finalSpread } from '../../coordinator/run-state/values.ts';
import { type Metric, metricOf } from '../../proto/metrics.ts';
import { shownText } from '../../proto/shown-text.ts';
import { shortLabels } from '../../report/drawing/short-labels.ts';
import { hasFolds } from '../../study/folds.ts';
import type { Study } from '../../study/study.ts';
import { linesOf } from '../prose.ts';
import { type Board, examplesPerSecond, retries, secondsLeft } from './board.ts';
import { clock, fitLeft, fitNumber, fitRight, grouped, type Style, sideBySide, styleOf } from './style.ts';

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** Characters of a column of the grid, and of the means. */
const COLUMN = 8;
const MEAN = 7;
/** Lines that are no row of the grid. */
const FRAME = 9;

/** `now`: milliseconds of the board's clock. */
export function renderBoard(board: Board, terminal: Terminal, now: number): string[] {
  const { study } = board.run.manifest;
  const style = styleOf(terminal.colour);
  const width = Math.max(20, Math.min(terminal.columns, 120));
  const labels = study.arms.map(({ label }) => shownText(label));
  const columns = columnsOf(study);
  const short = shortLabels(labels, mostOfName(width));
  const arms = labels.map((label) => short.get(label)!);
  // Names that would be cut to the same have more room.
  const name = Math.min(Math.max(...arms.map((label) => label.length), 4), width - MEAN - 3);
  const room = Math.max(0, Math.floor((width - name - 3 - MEAN) / COLUMN));
  const shown = Math.min(room, columns.length);
  const rows = arms.slice(0, Math.max(1, terminal.rows - FRAME));
  const hidden = arms.length - rows.length;
  return [
    '',
    heading(board, style, width),
    '',
    ` ${' '.repeat(name)} ${columns
      .slice(0, shown)
      .map((label) => style.dim(fitRight(label, COLUMN)))
      .join('')}${style.dim(fitRight('mean', MEAN))}`,
    ...rows.map((label, row) => gridRow(board, row, label, { name, shown, style })),
    ...(hidden > 0 || shown < columns.length
      ? [style.dim(fitLeft(` ${notShown(hidden, columns.length - shown)}`, width).trimEnd())]
      : []),
    '',
    ...footer(board, style, width, now),
  ];
}

/** Characters that names may have: a third of a wide terminal, so that most have them whole. */
function mostOfName(width: number): number {
  return width < 60 ? 12 : Math.max(24, Math.floor(width / 3));
}

/**
 * One column for each fold and seed: `fold 0`, or `0·2` (fold 0, seed 2) with several seeds; `seed 2` without
 * folds.
 */
function columnsOf(study: Study): string[] {
  const { seeds, folds } = study;
  if (!hasFolds(study)) return seeds.map((seed) => `seed ${seed}`);
  return seeds.flatMap((seed) =>
    Array.from({ length: folds.count }, (_, fold) =>
      seeds.length === 1 ? `fold ${fold}` : `${fold}·${seed}`,
    ),
  );
}

function heading({ run }: Board, style: Style, width: number): string {
  const [study, id] = [shownText(run.manifest.study.name), shownText(run.manifest.run)];
  return ` ${style.bold(study)}${width > study.length + id.length + 4 ? `  ${style.dim(id)}` : ''}`;
}

function gridRow(
  { run }: Board,
  row: number,
  label: string,
  { name, shown, style }: { name: number; shown: number; style: Style },
): string {
  const { metrics, objective } = run.manifest.study;
  const metric = metricOf(metrics, objective.metric);
  const trials = run.arms[row]!;
  const mean = finalSpread(trials)?.mean;
  const meanText =
    mean === undefined ? style.dim(fitRight('–', MEAN)) : style.bold(shaded(metric, mean, MEAN, style));
  return ` ${fitLeft(label, name)} ${trials
    .slice(0, shown)
    .map((trial) => trialText(trial, metric, style))
    .join('')}${meanText}`;
}

function trialText({ state, done, value, outcome }: TrialState, metric: Metric, style: Style): string {
  switch (state) {
    case 'queued':
      return style.dim(fitRight('·', COLUMN));
    case 'failed':
      return style.red(fitRight('failed', COLUMN));
    case 'training':
      return style.dim(fitRight(progressBar(done, 5), COLUMN));
    case 'completed': {
      const mark = hasFinding(outcome) ? '†' : ' ';
      if (value === undefined) return style.dim(fitRight(`–${mark}`, COLUMN));
      return shaded(metric, value, COLUMN, style, mark);
    }
  }
}

function hasFinding(outcome: TrialState['outcome']): boolean {
  return outcome !== undefined && outcome.findings.length > 0;
}

/** A value of the objective: shares in per cent, by colour; others as they are. */
function shaded({ scale }: Metric, value: number, width: number, style: Style, mark = ''): string {
  if (scale === 'share') return style.scale(fitRight(`${(100 * value).toFixed(1)}${mark}`, width), value);
  const room = width - 1 - mark.length;
  return fitRight(`${fitNumber(value, room)}${mark}`, width);
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

function footer(board: Board, style: Style, width: number, now: number): string[] {
  const { run, trouble } = board;
  const { failed } = run.outcomes;
  const done = run.recorded;
  const total = run.trials.length;
  const left = secondsLeft(board, now);
  const found = run.trials.some(({ outcome }) => hasFinding(outcome));
  const rate = examplesPerSecond(board);
  const facts = [
    `${done}/${total} trials`,
    ...(rate > 0 ? [`${grouped(rate)} examples/s`] : []),
    clock((now - board.startedAt) / 1000),
    ...(left === undefined || done === total ? [] : [`about ${clock(left)} left`]),
  ];
  const workers = [...board.workers.values()];
  const training = workers.filter((worker) => worker === 'WORKER_STATE_TRAINING').length;
  const notes = [
    workers.length === 0 ? 'workers are starting' : `${training} of ${workers.length} workers training`,
    ...(retries(board) > 0 ? [`${retries(board)} retried`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(found ? ['† has a finding'] : []),
  ];
  return [
    ` ${progressBar(progressOf(run), Math.min(width - 2, 60))}`,
    ` ${sideBySide(facts, width - 2)}`,
    style.dim(` ${sideBySide(notes, width - 2)}`),
    ...(trouble === undefined ? [] : linesOf(trouble, width - 2).map((line) => ` ${style.bold(line)}`)),
  ];
}
