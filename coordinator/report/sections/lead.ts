import { count, enumerate, percent, points } from '../format.ts';
import type { Group } from '../groups.ts';
import { ranked } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';

/** What the run measured, in two sentences, where no verdict was drawn: who is ahead, and who did not learn. Pure. */
export function leadHtml(groups: readonly Group[]): Html {
  return html`<section aria-labelledby="result">
<h2 id="result">What was measured</h2>
<p class="verdict">${bestSentence(groups)} ${stuckSentence(groups)}</p>
<p class="quiet">These are measured means. Whether their differences are more than chance is for the verdict to say, and this report has none.</p>
</section>
`;
}

function bestSentence(groups: readonly Group[]): string {
  const [best, second] = ranked(groups.filter(({ fate }) => fate === 'learned' || fate === 'partly'));
  if (!best) return 'No initializer learned anything in this run.';
  const lead = `${best.label} had the highest mean accuracy, ${percent(best.mean)} over ${count(best.completed.length, 'trial')}`;
  if (!second) return `${lead}.`;
  return `${lead}, ${points(best.mean - second.mean).replace('+', '')} percentage points above ${second.label}.`;
}

function stuckSentence(groups: readonly Group[]): string {
  const stuck = groups.filter(({ fate }) => fate === 'stuck').map(({ label }) => label);
  const partly = groups.filter(({ fate }) => fate === 'partly').map(({ label }) => label);
  if (stuck.length > 0)
    return `${enumerate(stuck)} did not learn at all: they stayed at the level of guessing.`.replace(
      'they',
      stuck.length === 1 ? 'it' : 'they',
    );
  if (partly.length > 0) return `${enumerate(partly)} failed to learn in some trials.`;
  return 'Every initializer learned in every completed trial.';
}
