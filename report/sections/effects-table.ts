import type { Verdict } from '../../proto/verdict.ts';
import { pValue } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { effectName, effectsHeading, interacts } from '../wording/effects.ts';
import type { Unit } from '../wording/unit.ts';

/** What each factor does on average over the others; null where the study does not cross any. Pure. */
export function effectsTable(verdict: Verdict, unit: Unit): Html | null {
  const { effects = [], settings } = verdict;
  if (effects.length === 0) return null;
  return html`<h3>Effects by factor</h3>
<p class="quiet">${effectsHeading(verdict)}. Differences in ${unit.differences}, over the blocks that all arms have; p is two-sided and
Holm-adjusted over all rows. “Interaction” says whether the difference in some combination departs from the average by more than chance: then
the average hides something, and the pairs say what.</p>
<div class="scroll" role="region" aria-label="Effects by factor" tabindex="0"><table>
<thead><tr><th scope="col">factor</th><th scope="col" class="number">difference</th><th scope="col" class="number">interval</th
><th scope="col" class="number">p, differ</th><th scope="col">interaction</th></tr></thead>
<tbody>
${effects.map(
  (
    effect,
  ) => html`<tr><th scope="row">${effectName(effect)}</th><td class="number"><b>${effect.difference === null ? '–' : unit.signed(effect.difference)}</b></td
><td class="number">${effect.interval ? `${unit.signed(effect.interval.low)} to ${unit.signed(effect.interval.high)}` : '–'}</td
><td class="number">${pValue(effect.pAdjusted, settings.alpha)}</td><td>${interacts(effect, verdict) ? 'yes' : 'none found'}</td></tr>
`,
)}</tbody></table></div>`;
}
