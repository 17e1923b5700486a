import { type Metric, metricOf } from '../../proto/metrics.ts';
import type { RunResults, TrialResult } from '../../results/results.ts';
import type { Study } from '../../study/study.ts';
import type { CsvTable } from '../csv.ts';
import { csvLink } from '../csv.ts';
import { TITLE } from '../explanations.ts';
import { count, duration, loss, percent } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { factorWords } from '../wording/factor.ts';
import { reasonOf } from '../wording/reason.ts';
import { missingTrials } from './alarm.ts';

/** Every trial of the grid on a line of its own, in the grid's order; then those without an outcome. Pure. */
export function trialsHtml(results: RunResults, study: Study | undefined): Html {
  const missing = missingTrials(results, study);
  const shown = shownMetrics(results);
  const folds = !results.oneSplit;
  return html`<section aria-labelledby="trials">
<h2 id="trials">All trials</h2>
<p>${count(results.results.length, 'outcome')} from ${count(results.trials.attempts, 'attempt')}. ${folds && 'Folds count from 0. '}Metrics
are those after the last epoch, seconds are a trial’s share of its pack. ${csvLink(trialsCsv(results))}</p>
<div class="scroll tall" role="region" aria-label="Table of all trials" tabindex="0"><table class="trials">
<caption class="unseen">Every trial with its outcome</caption>
<thead><tr><th scope="col">${factorWords(results.factors).column}</th>${folds && html`<th scope="col" class="number">fold</th>`}<th scope="col" class="number">seed</th
>${shown.map(({ title }) => html`<th scope="col" class="number">${title}</th>`)}<th scope="col">findings</th><th scope="col" class="number">attempt</th><th scope="col" class="number">time</th><th scope="col">worker</th></tr></thead>
<tbody>
${results.results.map((trial) => (trial.status === 'failed' ? failedRow(trial, shown.length, folds) : completedRow(trial, shown, folds)))}
${missing.map((key) => missingRow(key, shown.length, folds))}</tbody></table></div>
</section>
`;
}

/** The data of the table: every recorded trial with all its digits. Pure. */
export function trialsCsv(run: RunResults): CsvTable {
  const { results, factors } = run;
  const names = shownMetrics(run).map(({ name }) => name);
  return {
    file: 'trials.csv',
    columns: [
      ...[factorWords(factors).column, 'fold', 'seed', 'status', ...names],
      ...['findings', 'reason', 'attempt', 'worker', 'seconds'],
    ],
    rows: results.map((trial) => [
      trial.arm,
      trial.fold,
      trial.seed,
      trial.status,
      ...names.map((name) => trial.metrics[name] ?? null),
      trial.findings.map(({ kind }) => kind).join(' '),
      trial.reason ?? null,
      trial.attempt,
      trial.worker,
      trial.seconds,
    ]),
  };
}

/** The objective first, then the other metrics of the study. */
function shownMetrics({ metrics, objective }: RunResults): readonly Metric[] {
  const others = metrics.filter(({ name }) => name !== objective.metric);
  return [metricOf(metrics, objective.metric), ...others];
}

function completedRow(trial: TrialResult, shown: readonly Metric[], folds: boolean): Html {
  const [first, ...others] = shown.map(({ name, scale }) =>
    scale === 'share' ? percent(trial.metrics[name]) : loss(trial.metrics[name]),
  );
  return html`<tr>${nameCells(trial, folds)}<td class="number"><b>${first}</b></td>${others.map(
    (text) => html`<td class="number">${text}</td>`,
  )}<td>${trial.findings.map(({ kind }) => TITLE[kind].toLowerCase()).join(', ')}</td
>${endCells(trial)}</tr>
`;
}

function failedRow(trial: TrialResult, metrics: number, folds: boolean): Html {
  return html`<tr class="failed">${nameCells(trial, folds)}<td colspan="${metrics + 1}"><b>failed:</b> ${reasonHtml(trial.reason)}</td>${endCells(trial)}</tr>
`;
}

/** A reason; what a program wrote at its end is behind its first line, and folded away. */
function reasonHtml(reason: string | undefined): Html {
  const { what, lines } = reasonOf(reason);
  return lines.length === 0
    ? html`${what}`
    : html`${what}<details><summary>its last lines</summary><pre tabindex="0">${lines.join('\n')}</pre></details>`;
}

function missingRow(key: string, metrics: number, folds: boolean): Html {
  const [arm = '', fold, seed] = key.split('/');
  return html`<tr class="failed">${nameCells({ arm, fold: Number(fold), seed: Number(seed) }, folds)}<td colspan="${metrics + 1}"><b>no outcome</b></td><td class="number">–</td><td class="number">–</td><td>–</td></tr>
`;
}

/** Without folds a trial is its arm and its seed. */
function nameCells({ arm, fold, seed }: Pick<TrialResult, 'arm' | 'fold' | 'seed'>, folds: boolean): Html {
  return html`<th scope="row">${arm}</th>${folds && html`<td class="number">${fold}</td>`}<td class="number">${seed}</td>`;
}

function endCells({ attempt, seconds, worker }: TrialResult): Html {
  return html`<td class="number">${attempt}</td><td class="number">${duration(seconds)}</td><td class="quiet">${worker}</td>`;
}
