import type { PairConclusion, Verdict, VerdictPair } from '../../../proto/verdict.ts';
import { figureHtml } from '../figure.ts';
import { criticalDifferences } from '../figures/critical-difference.ts';
import { pairDifferences } from '../figures/pair-differences.ts';
import { percent, points } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';

/** What the verdict rests on: intervals of the differences, ranks, letters, and each pair's figures. */
export async function evidenceHtml(verdict: Verdict): Promise<Html> {
  const [differences, ranks] = [await pairDifferences(verdict), await criticalDifferences(verdict)];
  if (!differences && !ranks) return html``;
  return html`<section aria-labelledby="evidence">
<h2 id="evidence">Evidence</h2>
${differences && figureHtml(differences)}
${ranks && figureHtml(ranks)}
${groupsTable(verdict)}
${verdict.pairs.length > 0 && pairsTable(verdict)}
</section>
`;
}

function groupsTable({ groups }: Verdict): Html {
  return html`<h3>Who is told apart from whom</h3>
<p>Initializers that share a letter are not told apart by this study.</p>
<div class="scroll" role="region" aria-label="Groups" tabindex="0"><table>
<thead><tr><th scope="col">initializer</th><th scope="col">letters</th><th scope="col" class="number">mean</th><th scope="col" class="number">interval</th></tr></thead>
<tbody>
${groups.map(
  (
    group,
  ) => html`<tr><th scope="row">${group.group}</th><td>${group.atChance ? 'at chance' : group.letters}</td><td class="number">${percent(group.mean)}</td
><td class="number">${group.interval ? `${percent(group.interval.low)} to ${percent(group.interval.high)}` : '–'}</td></tr>
`,
)}</tbody></table></div>`;
}

const CONCLUSIONS: Readonly<Record<PairConclusion, (pair: VerdictPair) => string>> = {
  a_better: ({ a }) => `${a} is better`,
  b_better: ({ b }) => `${b} is better`,
  equivalent: () => 'equivalent',
  undecided: () => 'not decided',
};

function pairsTable({ pairs, settings }: Verdict): Html {
  const figure = (value: number | null, digits = 3) =>
    value === null ? '–' : value > 0 && value < 10 ** -digits ? `< ${10 ** -digits}` : value.toFixed(digits);
  return html`<h3>Each pair</h3>
<p>Corrected resampled t-test, two-sided, Holm-adjusted over ${pairs.length} pairs at ${settings.alpha}; effect size is Cohen’s d<sub>z</sub>;
equivalence is two one-sided tests within ± ${points(settings.margin).slice(1)} percentage points, Holm-adjusted.</p>
<div class="scroll" role="region" aria-label="Pairs" tabindex="0"><table>
<thead><tr><th scope="col">pair</th><th scope="col" class="number">difference</th><th scope="col" class="number">interval</th><th scope="col" class="number">p</th
><th scope="col" class="number">adjusted p</th><th scope="col" class="number">d<sub>z</sub></th><th scope="col" class="number">wins</th><th scope="col" class="number">equivalence p</th><th scope="col">conclusion</th></tr></thead>
<tbody>
${pairs.map(
  (
    pair,
  ) => html`<tr><th scope="row">${pair.a} − ${pair.b}</th><td class="number">${points(pair.difference)}</td
><td class="number">${pair.interval ? `${points(pair.interval.low)} to ${points(pair.interval.high)}` : '–'}</td><td class="number">${figure(pair.p)}</td
><td class="number">${figure(pair.pAdjusted)}</td><td class="number">${figure(pair.effectSize, 2)}</td><td class="number">${percent(pair.superiority, 0)}</td
><td class="number">${figure(pair.equivalence.pAdjusted)}</td><td>${CONCLUSIONS[pair.conclusion](pair)}</td></tr>
`,
)}</tbody></table></div>`;
}
