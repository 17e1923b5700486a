import type { RunResults } from '../../results/results.ts';
import { count, duration, instant, whole } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { Provenance } from '../input.ts';
import { factorWords } from '../wording/factor.ts';

/** What this is a report of, in three lines. Pure. */
export function headerHtml(results: RunResults, provenance: Provenance): Html {
  const { dataset, trials } = results;
  const words = factorWords(results.factors);
  const parts = [
    `${count(results.summary.length, words.one, words.many)}${dataset === undefined ? '' : ` on ${dataset.name}, ${whole(dataset.examples)} examples`}`,
    `${whole(trials.completed)} of ${count(trials.total, 'trial')} completed`,
    `${duration(results.seconds)} with ${count(results.workers, 'worker')}`,
  ];
  return html`<header>
<p class="kicker">fanout study report</p>
<h1>${results.study}</h1>
<p class="quiet">${parts.join(' · ')}<br>Run ${results.run}, finished ${instant(provenance.finishedAt)}</p>
</header>
`;
}
