import { swatch } from '../figure.ts';
import { whole } from '../format.ts';
import { type Group, ranked, titleOf, valueUnit, wordsOf } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { Unit } from '../wording/unit.ts';

/**
 * Past this many trials for each arm, the overview shows only mean and spread: the rest is in the
 * table of trials.
 */
const WIDEST = 10;

/** One line for each arm, best first: mean, spread, and the trials it comes from. Pure. */
export function overviewHtml(groups: readonly Group[]): Html {
  const cells = [
    ...new Set(groups.flatMap(({ trials }) => trials.map(({ fold, seed }) => `${fold}/${seed}`))),
  ].sort(byNumbers);
  const seeds = new Set(cells.map((cell) => cell.split('/')[1]));
  const unit = valueUnit(groups);
  const shown = cells.length <= WIDEST ? cells : [];
  const order = [...ranked(groups), ...groups.filter(({ mean }) => mean === null)];
  const heads = shown.map((cell) => {
    const [fold, seed] = cell.split('/');
    const names = [
      ...(groups[0]!.folds ? [`fold ${fold}`] : []),
      ...(seeds.size > 1 || !groups[0]!.folds ? [`seed ${seed}`] : []),
    ];
    return html`<th scope="col" class="number">${names.join(', ')}</th>`;
  });
  return html`<div class="scroll" role="region" aria-label="Means and folds" tabindex="0"><table>
<caption class="unseen">Mean ${titleOf(groups)}, standard deviation and the ${titleOf(groups)} of each trial, best first</caption>
<thead><tr><th scope="col">${wordsOf(groups).column}</th><th scope="col" class="number">mean</th><th scope="col" class="number">std. dev.</th>${heads}</tr></thead>
<tbody>
${order.map(
  (
    group,
  ) => html`<tr><th scope="row">${swatch(group)}${group.label}</th><td class="number"><b>${group.mean === null ? '–' : unit.value(group.mean)}</b></td
><td class="number">${unit.spread(group.stddev)}</td>${shown.map((cell) => html`<td class="number">${cellText(group, cell, unit)}</td>`)}</tr>
`,
)}</tbody></table></div>
${shown.length === 0 && html`<p class="quiet">${whole(cells.length)} trials each; all are in <a href="#trials">the table of all trials</a>.</p>`}`;
}

function cellText({ trials, completed }: Group, cell: string, unit: Unit): string {
  const trial = trials.find(({ fold, seed }) => `${fold}/${seed}` === cell);
  if (trial?.status === 'failed') return 'failed';
  const value = completed.find(({ fold, seed }) => `${fold}/${seed}` === cell)?.value;
  return value === undefined ? '–' : unit.value(value);
}

function byNumbers(a: string, b: string): number {
  const [foldA = 0, seedA = 0] = a.split('/').map(Number);
  const [foldB = 0, seedB = 0] = b.split('/').map(Number);
  return foldA - foldB || seedA - seedB;
}
