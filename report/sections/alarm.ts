import type { RunResults } from '../../results/results.ts';
import { gridOf, trialKey } from '../../study/grid.ts';
import type { Study } from '../../study/study.ts';
import { count, whole } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { reasonOf } from '../wording/reason.ts';

/** Names of the trials that have no outcome, where the study is known: `arm/fold/seed`. Pure. */
export function missingTrials(results: RunResults, study: Study | undefined): readonly string[] {
  if (!study) return [];
  const known = new Set(results.results.map(trialKey));
  return gridOf(study)
    .map(({ key }) => key)
    .filter((key) => !known.has(key));
}

/**
 * Says loudly, before everything else, that trials failed or are missing; nothing when the run is whole.
 * Pure.
 */
export function alarmHtml(results: RunResults, study: Study | undefined): Html | null {
  const failed = results.results.filter(({ status }) => status === 'failed');
  const missing = Math.max(0, results.trials.total - results.results.length);
  if (failed.length === 0 && missing === 0) return null;
  const told = [
    failed.length > 0 && `${count(failed.length, 'trial')} failed`,
    missing > 0 && `${count(missing, 'trial')} ${missing === 1 ? 'has' : 'have'} no outcome`,
  ].filter((part) => part !== false);
  const names = missingTrials(results, study);
  return html`<aside class="alarm" aria-labelledby="alarm">
<h2 id="alarm">This run is not whole: ${told.join(', ')}</h2>
<p>Everything below rests on the ${whole(results.trials.completed)} of ${whole(results.trials.total)} trials that completed.
Those with different numbers of trials behind them are not strictly comparable.</p>
<ul>${failed.slice(0, LISTED).map((trial) => html`<li><code>${trialKey(trial)}</code> failed: ${reasonOf(trial.reason).what}</li>\n`)}
${names.slice(0, LISTED).map((key) => html`<li><code>${key}</code> has no outcome</li>\n`)}
${more(failed.length, names.length)}</ul>
</aside>
`;
}

/** More than this many of a kind are only counted here; the table of all trials has them. */
const LISTED = 12;

function more(failed: number, missing: number): Html | null {
  const hidden = Math.max(0, failed - LISTED) + Math.max(0, missing - LISTED);
  return hidden === 0
    ? null
    : html`<li>and ${whole(hidden)} more, in <a href="#trials">the table of all trials</a></li>`;
}
