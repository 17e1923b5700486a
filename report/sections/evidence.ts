import type { Verdict } from '../../proto/verdict.ts';
import { figureHtml } from '../figure.ts';
import { criticalDifferences } from '../figures/critical-difference.ts';
import { pairDifferences } from '../figures/pair-differences.ts';
import { type Group, wordsOf } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { Unit } from '../wording/unit.ts';
import { effectsTable } from './effects-table.ts';
import { varianceTable } from './variance-table.ts';
import { groupsTable, pairsTable } from './verdict-tables.ts';

/**
 * What the verdict rests on: intervals of the differences, ranks, letters, and each pair's figures; null
 * without any.
 */
export async function evidenceHtml(
  verdict: Verdict,
  groups: readonly Group[],
  unit: Unit,
): Promise<Html | null> {
  const differences = await pairDifferences(verdict, wordsOf(groups), unit);
  const ranks = await criticalDifferences(verdict, groups);
  if (!differences && !ranks) return null;
  return html`<section aria-labelledby="evidence">
<h2 id="evidence">Evidence</h2>
${differences && figureHtml(differences)}
${ranks ? figureHtml(ranks) : noRanks(verdict)}
${groupsTable(verdict, groups, unit)}
${verdict.pairs.length > 0 && pairsTable(verdict, unit)}
${effectsTable(verdict, unit)}
${varianceTable(verdict, unit)}
</section>
`;
}

/** Why there is no diagram of ranks: the reader of a comparison of many may look for it. Pure. */
function noRanks({ groups, friedman }: Verdict): Html | null {
  if (friedman || groups.length < 3) return null;
  return html`<p class="quiet">Ranks are not tested (Friedman, Nemenyi): those tests are made for several data sets, which are independent blocks. Folds of one
data set share their training data, and are none.</p>`;
}
