/** The table that a run ends with. Pure. */

import { metricOf } from '../../proto/metrics.ts';
import { effectName, effectsHeading, effectText } from '../../report/wording/effects.ts';
import { factorWords } from '../../report/wording/factor.ts';
import { unitOf } from '../../report/wording/unit.ts';
import type { ArmSummary, RunResults } from '../../results/results.ts';
import { bestFirst } from '../../study/direction.ts';
import { linesOf } from '../prose.ts';
import { failedArmsSentence } from './failed-lines.ts';
import { clock, fitLeft, fitNumber, fitRight, grouped, type Style, styleOf } from './style.ts';

const FINDING_WORDS: ReadonlyMap<string, string> = new Map([
  ['dead_start', 'dead start'],
  ['diverged', 'diverged'],
  ['did_not_learn', 'did not learn'],
]);

/** Arms best first, with each fold where there is room, then the verdict in its sentences. */
export function renderSummary(
  results: RunResults,
  terminal: { readonly columns: number; readonly colour: boolean },
): string[] {
  const style = styleOf(terminal.colour);
  const { column } = factorWords(results.factors);
  const better = bestFirst(results.objective.direction);
  // Those without a value come last.
  const order = (a: number | null, b: number | null) =>
    a === null || b === null ? Number(a === null) - Number(b === null) : better(a, b);
  const rows = [...results.summary].sort((a, b) => order(a.mean, b.mean));
  const name = Math.max(...rows.map(({ arm }) => arm.length), column.length);
  const folds = Math.max(...rows.map((row) => row.folds.length));
  const room = terminal.columns - name - 2 - 18;
  const shown = folds * 7 <= room && folds <= 12 ? folds : 0;
  const head = [
    fitLeft(column, name),
    fitRight('mean', 8),
    fitRight('± sd', 8),
    ...blockNames(results, shown).map((block) => fitRight(block, 7)),
  ];
  return [
    `${style.bold(results.study)}  ${style.dim(results.run)}`,
    '',
    style.dim(` ${head.join('')}`),
    ...rows.map((row) => summaryRow(row, results, { name, shown, style, columns: terminal.columns })),
    '',
    ...[...results.verdict.summary, ...failedArmsSentence(results)].flatMap((sentence) =>
      linesOf(sentence, Math.min(terminal.columns, 100) - 2).map((line) => ` ${line}`),
    ),
    ...effectLines(results, terminal.columns),
    '',
    style.dim(` ${totals(results)}`),
  ];
}

/**
 * What the columns of single trials are of, fold by fold: `fold 0`, `0·2` (fold 0, seed 2) with several
 * seeds, `seed 2` without folds; nothing where too many trials have no outcome to tell.
 */
function blockNames({ results, oneSplit }: RunResults, columns: number): string[] {
  const seeds = [...new Set(results.map(({ seed }) => seed))];
  const folds = [...new Set(results.map(({ fold }) => fold))].sort((a, b) => a - b);
  if (folds.length * seeds.length !== columns) return Array.from({ length: columns }, () => '');
  const short = (name: string, number: number) => (number > 9 ? `${number}` : `${name} ${number}`);
  return folds.flatMap((fold) =>
    seeds.map((seed) =>
      oneSplit ? short('seed', seed) : seeds.length === 1 ? short('fold', fold) : `${fold}·${seed}`,
    ),
  );
}

/** What each factor does on average, where several are crossed. */
function effectLines({ verdict, metrics, objective }: RunResults, columns: number): string[] {
  const { effects = [] } = verdict;
  if (effects.length === 0) return [];
  const unit = unitOf(metricOf(metrics, objective.metric));
  const lines = effects.map((effect) => `${effectName(effect)}  ${effectText(effect, verdict, unit)}`);
  const width = Math.min(columns, 100) - 2;
  return ['', ...[`${effectsHeading(verdict)}:`, ...lines].flatMap((line) => linesOf(line, width))].map(
    (line) => ` ${line}`.trimEnd(),
  );
}

function summaryRow(
  row: ArmSummary,
  results: RunResults,
  { name, shown, style, columns }: { name: number; shown: number; style: Style; columns: number },
): string {
  const mean = row.mean;
  const { scale } = metricOf(results.metrics, results.objective.metric);
  const digits = (width: number) => (width === 8 ? 2 : 1);
  const value = (own: number | null, width: number) =>
    own === null
      ? style.dim(fitRight('–', width))
      : scale === 'share'
        ? style.scale(fitRight((100 * own).toFixed(digits(width)), width), own)
        : fitRight(fitNumber(own, width - 1, digits(width) + 2), width);
  const deviation =
    row.stddev === null
      ? '–'
      : scale === 'share'
        ? (100 * row.stddev).toFixed(2)
        : fitNumber(row.stddev, 7, 3);
  const line = ` ${fitLeft(row.arm, name)}${style.bold(value(mean, 8))}${fitRight(deviation, 8)}${row.folds
    .slice(0, shown)
    .map((own) => value(own, 7))
    .join('')}`;
  const notes = notesOf(row.arm, results);
  return columns - name - 17 - 7 * shown > notes.length + 2
    ? `${line}${style.dim(notes ? `  ${notes}` : '')}`
    : line;
}

/** `did not learn (5)`: kinds of findings, and of how many trials. */
function notesOf(arm: string, results: RunResults): string {
  const own = results.results.filter((result) => result.arm === arm);
  const counts = new Map<string, number>();
  for (const { findings, status } of own) {
    for (const { kind } of findings) {
      const words = FINDING_WORDS.get(kind) ?? kind;
      counts.set(words, (counts.get(words) ?? 0) + 1);
    }
    if (status === 'failed') counts.set('failed', (counts.get('failed') ?? 0) + 1);
  }
  return [...counts]
    .map(([words, count]) => (count === own.length ? words : `${words} (${count})`))
    .join(', ');
}

function totals({ trials, seconds, examplesPerSecond, workers, backend }: RunResults): string {
  const failed = trials.failed > 0 ? `, ${trials.failed} failed` : '';
  const extra = trials.attempts > trials.total ? `, ${trials.attempts} attempts` : '';
  return [
    `${trials.completed} of ${trials.total} trials completed${failed}${extra} in ${clock(seconds)}`,
    // Programs do not say how many examples they train on.
    ...(examplesPerSecond > 0 ? [`${grouped(examplesPerSecond)} examples/s`] : []),
    `${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    ...(backend === '' ? [] : [backend]),
  ].join(', ');
}
