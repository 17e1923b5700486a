import type { DesignOutlook, VarianceComponent, Verdict } from '../../proto/verdict.ts';
import { confidence, percent } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { Unit } from '../wording/unit.ts';

const DESIGNS: Readonly<Record<DesignOutlook['design'], string>> = {
  now: 'as it is',
  seeds: 'twice the seeds',
  folds: 'twice the folds',
  data: 'twice the data',
};

/**
 * Where the variance comes from, by arm and for the pair that the verdict is about, and what a larger
 * study would find; null where folds and seeds cannot be told apart. Pure.
 */
export function varianceTable(verdict: Verdict, unit: Unit): Html | null {
  const { variance, groups, settings } = verdict;
  const rows = [
    ...(variance ? [{ name: `${variance.a} − ${variance.b}`, parts: variance.parts }] : []),
    ...groups.flatMap(({ group, variance: parts }) => (parts ? [{ name: group, parts }] : [])),
  ];
  if (rows.length === 0) return null;
  const level = confidence(settings.confidence);
  // The unit stands once in a cell, so that the table fits beside its text.
  const bare = (variance: number) => unit.spread(Math.sqrt(variance)).replace(/ pp$/, '');
  const cell = (part: VarianceComponent) =>
    html`<td class="number">${unit.spread(Math.sqrt(part.variance))} <span class="quiet">(${bare(part.low)} to ${part.high === null ? 'unbounded' : bare(part.high)})</span></td>`;
  return html`<h3>Where the variance comes from</h3>
<p class="quiet">Standard deviations of single values: from fold to fold, from seed to seed, and what is left, with ${level} intervals (Williams and
Tukey’s for folds and seeds, χ² for the rest). With few folds or seeds they are known only roughly.</p>
<div class="scroll" role="region" aria-label="Components of variance" tabindex="0"><table>
<thead><tr><th scope="col"></th><th scope="col" class="number">folds</th><th scope="col" class="number">seeds</th><th scope="col" class="number">rest</th></tr></thead>
<tbody>
${rows.map(
  ({
    name,
    parts,
  }) => html`<tr><th scope="row">${name}</th>${cell(parts.fold)}${cell(parts.seed)}${cell(parts.rest)}</tr>
`,
)}</tbody></table></div>
${variance && outlookTable(variance.outlook, unit)}`;
}

function outlookTable(outlook: readonly DesignOutlook[], unit: Unit): Html {
  return html`<p class="quiet">What a larger study would make of the difference of that pair, by these estimates; “finds” is the smallest difference found with
${percent(0.8, 0)} power, adjusted for all pairs. Twice the data halve what varies with folds.</p>
<div class="scroll" role="region" aria-label="Larger studies" tabindex="0"><table>
<thead><tr><th scope="col">study</th><th scope="col" class="number">folds</th><th scope="col" class="number">seeds</th><th scope="col" class="number">standard error</th><th scope="col" class="number">finds</th></tr></thead>
<tbody>
${outlook.map(
  ({
    design,
    folds,
    seeds,
    error,
    detectableDifference,
  }) => html`<tr><th scope="row">${DESIGNS[design]}</th><td class="number">${folds}</td><td class="number">${seeds}</td
><td class="number">${unit.spread(error)}</td><td class="number">${unit.spread(detectableDifference)}</td></tr>
`,
)}</tbody></table></div>`;
}
