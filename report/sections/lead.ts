import type { Verdict } from '../../proto/verdict.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { emphasized } from './names.ts';

/** The verdict in two sentences, and what must be known before leaning on it. Pure. */
export function leadHtml({ summary, caveats, groups }: Verdict): Html {
  const labels = groups.map(({ group }) => group);
  return html`<section aria-labelledby="result">
<h2 id="result">Verdict</h2>
<p class="verdict">${emphasized(summary.join(' '), labels)}</p>
${caveats.map((caveat) => html`<p class="quiet">${caveat}</p>\n`)}</section>
`;
}
