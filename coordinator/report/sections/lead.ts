import { count, percent } from '../format.ts';
import type { Group } from '../groups.ts';
import { ranked } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { named, namedAll } from './names.ts';

/** What the run measured, in two sentences, where no verdict was drawn: who is ahead, and who did not learn. Pure. */
export function leadHtml(groups: readonly Group[]): Html {
  return html`<section aria-labelledby="result">
<h2 id="result">What was measured</h2>
<p class="verdict">${bestSentence(groups)} ${stuckSentence(groups)}</p>
<p class="quiet">These are measured means. Whether their differences are more than chance is for a verdict to say; this
report has none.</p>
</section>
`;
}

function bestSentence(groups: readonly Group[]): Html {
  const [best, second] = ranked(groups.filter(({ fate }) => fate === 'learned' || fate === 'partly'));
  if (!best) return html`No initializer learned anything in this run.`;
  const trials = count(best.completed.length, 'trial');
  const lead = html`${named(best.label)} had the highest mean accuracy, ${percent(best.mean)} over ${trials}`;
  if (!second) return html`${lead}.`;
  const distance = ((best.mean - second.mean) * 100).toFixed(2);
  return html`${lead}, ${distance} percentage points above ${named(second.label)}.`;
}

function stuckSentence(groups: readonly Group[]): Html {
  const labels = (fate: Group['fate']) =>
    groups.filter((group) => group.fate === fate).map(({ label }) => label);
  const stuck = labels('stuck');
  const partly = labels('partly');
  if (stuck.length > 0) {
    return html`${namedAll(stuck)} did not learn at all: ${stuck.length === 1 ? 'it' : 'they'} stayed at the level of guessing.`;
  }
  if (partly.length > 0) return html`${namedAll(partly)} failed to learn in some trials.`;
  if (groups.some(({ fate }) => fate === 'absent')) return html`Not every initializer has a completed trial.`;
  return html`Every initializer learned in every completed trial.`;
}
