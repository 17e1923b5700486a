import type { Observation } from '../analysis/blocks.ts';
import type { Verdict } from '../proto/verdict.ts';
import { csvLink } from './csv.ts';
import { count, rate } from './format.ts';
import { groupsOf } from './groups.ts';
import { type Html, html } from './html.ts';
import { pageHtml } from './page/page.ts';
import { evidenceHtml } from './sections/evidence.ts';
import { leadHtml } from './sections/lead.ts';
import { plainUnit, SHARE } from './wording/unit.ts';

/** A table of results from anywhere, with the verdict over it. */
export interface VerdictReportInput {
  readonly verdict: Verdict;
  readonly observations: readonly Observation[];
  /** The file's name, and its columns of the arm and of the figure. */
  readonly source: string;
  readonly factor: string;
  readonly value: string;
}

/**
 * The report of a verdict over results from elsewhere: one HTML file that needs nothing else. The same input
 * gives the same bytes.
 */
export async function renderVerdictReport(input: VerdictReportInput): Promise<string> {
  const { verdict, source, factor, value } = input;
  const groups = groupsOf({
    results: [],
    metrics: [],
    objective: { metric: value },
    ...(verdict.settings.oneSplit ? { oneSplit: true as const } : {}),
    factors: [{ name: factor, field: factor, levels: [] }],
    // In the order of their first appearance, so that an arm looks the same whatever it came to.
    summary: [...new Set(input.observations.map(({ group }) => group))].flatMap((label) => {
      const found = verdict.groups.find(({ group }) => group === label);
      return found ? [{ arm: label, mean: found.mean, stddev: found.stddev, folds: [] }] : [];
    }),
  });
  const unit = value === 'accuracy' ? SHARE : plainUnit(value);
  return pageHtml(source, [
    headerHtml(input),
    leadHtml(verdict),
    await evidenceHtml(verdict, groups, unit),
    valuesHtml(input),
  ]);
}

function headerHtml({ verdict, observations, source, factor, value }: VerdictReportInput): Html {
  const { maximize, margin, alpha, testToTrain } = verdict.settings;
  const blocks = count(verdict.power.blocks, 'block');
  return html`<header>
<p class="kicker">fanout verdict</p>
<h1>${source}</h1>
<p class="quiet">${count(observations.length, 'value')} of ${value} (${maximize ? 'larger' : 'smaller'} is better), ${count(verdict.groups.length, factor, `values of ${factor}`)}, ${blocks}<br>
${margin === null ? 'No margin' : `Margin ±${margin}`}, alpha ${rate(alpha)}, test to training examples ${Number(testToTrain.toPrecision(3))}</p>
</header>
`;
}

function valuesHtml({ observations, factor, value }: VerdictReportInput): Html {
  const rows = observations.map(({ group, fold, seed, value: measured, findings = [] }) => [
    ...[group, fold, seed, measured],
    findings.join(' '),
  ]);
  return html`<section aria-labelledby="values">
<h2 id="values">All values</h2>
<p>${csvLink({ file: 'values.csv', columns: [factor, 'fold', 'seed', value, 'findings'], rows })}</p>
<div class="scroll tall" role="region" aria-label="All values" tabindex="0"><table class="trials">
<thead><tr><th scope="col">${factor}</th><th scope="col" class="number">fold</th><th scope="col" class="number">seed</th><th scope="col" class="number">${value}</th></tr></thead>
<tbody>
${observations.map(
  ({
    group,
    fold,
    seed,
    value: measured,
  }) => html`<tr><th scope="row">${group}</th><td class="number">${fold}</td><td class="number">${seed}</td><td class="number">${String(measured).replaceAll('-', '−')}</td></tr>
`,
)}</tbody></table></div>
</section>
`;
}
