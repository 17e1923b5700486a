import type { RunResults, TrialResult } from '../../proto/results.ts';
import type { Study } from '../../proto/study.ts';
import type { CsvTable } from '../csv.ts';
import { csvLink } from '../csv.ts';
import { TITLE } from '../explanations.ts';
import { count, duration, loss, percent } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { factorWords } from '../wording/factor.ts';
import { missingTrials } from './alarm.ts';

/** Every trial of the grid on a line of its own, in the grid's order; then those without an outcome. Pure. */
export function trialsHtml(results: RunResults, study: Study | undefined): Html {
  const missing = missingTrials(results, study);
  return html`<section aria-labelledby="trials">
<h2 id="trials">All trials</h2>
<p>${count(results.results.length, 'outcome')} from ${count(results.trials.attempts, 'attempt')}. Folds count from 0; losses
are those after the last epoch, seconds are a trial’s share of its pack. ${csvLink(trialsCsv(results))}</p>
<div class="scroll tall" role="region" aria-label="Table of all trials" tabindex="0"><table class="trials">
<caption class="unseen">Every trial with its outcome</caption>
<thead><tr><th scope="col">${factorWords(results.factors).column}</th><th scope="col" class="number">fold</th><th scope="col" class="number">seed</th
><th scope="col" class="number">accuracy</th><th scope="col" class="number">val. loss</th><th scope="col" class="number">train loss</th
><th scope="col">findings</th><th scope="col" class="number">attempt</th><th scope="col" class="number">time</th><th scope="col">worker</th></tr></thead>
<tbody>
${results.results.map((trial) => (trial.status === 'failed' ? failedRow(trial) : completedRow(trial)))}
${missing.map((key) => missingRow(key))}</tbody></table></div>
</section>
`;
}

/** The data of the table: every recorded trial with all its digits. Pure. */
export function trialsCsv({ results, factors }: RunResults): CsvTable {
  return {
    file: 'trials.csv',
    columns: [
      ...[factorWords(factors).column, 'fold', 'seed', 'status', 'accuracy', 'loss', 'train_loss'],
      ...['findings', 'reason', 'attempt', 'worker', 'seconds'],
    ],
    rows: results.map((trial) => [
      trial.initializer,
      trial.fold,
      trial.seed,
      trial.status,
      ...['accuracy', 'loss', 'train_loss'].map((name) => trial.metrics[name] ?? null),
      trial.findings.map(({ kind }) => kind).join(' '),
      trial.reason ?? null,
      trial.attempt,
      trial.worker,
      trial.seconds,
    ]),
  };
}

function completedRow(trial: TrialResult): Html {
  return html`<tr>${nameCells(trial)}<td class="number"><b>${percent(trial.metrics.accuracy)}</b></td><td class="number">${loss(trial.metrics.loss)}</td
><td class="number">${loss(trial.metrics.train_loss)}</td><td>${trial.findings.map(({ kind }) => TITLE[kind].toLowerCase()).join(', ')}</td
>${endCells(trial)}</tr>
`;
}

function failedRow(trial: TrialResult): Html {
  return html`<tr class="failed">${nameCells(trial)}<td colspan="4"><b>failed:</b> ${trial.reason ?? 'no reason recorded'}</td>${endCells(trial)}</tr>
`;
}

function missingRow(key: string): Html {
  const [initializer, fold, seed] = key.split('/');
  return html`<tr class="failed"><th scope="row">${initializer}</th><td class="number">${fold}</td><td class="number">${seed}</td
><td colspan="4"><b>no outcome</b></td><td class="number">–</td><td class="number">–</td><td>–</td></tr>
`;
}

function nameCells({ initializer, fold, seed }: TrialResult): Html {
  return html`<th scope="row">${initializer}</th><td class="number">${fold}</td><td class="number">${seed}</td>`;
}

function endCells({ attempt, seconds, worker }: TrialResult): Html {
  return html`<td class="number">${attempt}</td><td class="number">${duration(seconds)}</td><td class="quiet">${worker}</td>`;
}
