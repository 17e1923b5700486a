import { figureHtml } from '../figure.ts';
import { epochsOf } from '../figures/curves.ts';
import { learningCurves } from '../figures/learning-curves.ts';
import { means } from '../figures/means.ts';
import { smallMultiples } from '../figures/small-multiples.ts';
import { trialValues } from '../figures/trial-values.ts';
import { capitalised, type Group, titleOf } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { overviewHtml } from './overview.ts';

/** The plots: every trial, fold by fold where there are folds, means, learning. */
export async function plotsHtml(groups: readonly Group[]): Promise<Html> {
  if (groups.every(({ fate }) => fate === 'absent')) {
    return html`<section aria-labelledby="values"><h2 id="values">${capitalised(titleOf(groups))}</h2><p>No trial completed: there is nothing to plot.</p></section>`;
  }
  return html`<section aria-labelledby="values">
<h2 id="values">${capitalised(titleOf(groups))}</h2>
${figureHtml(await trialValues(groups))}
${groups[0]!.folds && figureHtml(await smallMultiples(groups))}
${figureHtml(await means(groups))}
${overviewHtml(groups)}
</section>
<section aria-labelledby="learning">
<h2 id="learning">Learning</h2>
${await learningHtml(groups)}
</section>
`;
}

async function learningHtml(groups: readonly Group[]): Promise<Html> {
  const figure = await learningCurves(groups);
  if (figure) return figureHtml(figure);
  return html`<p>${
    epochsOf(groups) === 1
      ? 'This study trained for a single epoch, so there is no curve to draw: one point for each trial is all there is, and the figures above show it.'
      : 'No epoch was recorded, so there is no curve to draw.'
  }</p>`;
}
