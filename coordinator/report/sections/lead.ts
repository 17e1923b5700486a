import type { Verdict } from '../../../proto/verdict.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';

/** The verdict in two sentences, and what must be known before leaning on it. Pure. */
export function leadHtml({ summary, caveats }: Verdict): Html {
  return html`<section aria-labelledby="result">
<h2 id="result">Verdict</h2>
<p class="verdict">${summary.join(' ')}</p>
${caveats.map((caveat) => html`<p class="quiet">${caveat}</p>\n`)}</section>
`;
}
