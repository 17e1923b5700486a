import type { Interval, PairConclusion, Verdict, VerdictPair } from '../../proto/verdict.ts';
import type { CsvTable } from '../csv.ts';
import { csvLink } from '../csv.ts';
import { swatch } from '../figure.ts';
import { betterFirst } from '../figures/better-first.ts';
import { confidence, count, percent, pValue, rate, whole } from '../format.ts';
import { type Group, wordsOf } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { FactorWords } from '../wording/factor.ts';
import { intervalName } from '../wording/interval.ts';
import { withMinus } from '../wording/numbers.ts';
import type { Unit } from '../wording/unit.ts';

/**
 * The arms by themselves: mean, interval, letters, ranks over data sets, in the order of the verdict.
 * Pure.
 */
export function groupsTable(verdict: Verdict, groups: readonly Group[], unit: Unit): Html {
  const level = confidence(verdict.settings.confidence);
  const words = wordsOf(groups);
  // Not by mean: where trials are missing, means are over different blocks, and the pairs have another order.
  const rows = verdict.groups;
  const ranked = rows.some(({ meanRank }) => meanRank !== null);
  return html`<h3>Who is told apart from whom</h3>
<p class="quiet">Those that share a letter are not told apart by this study. ${csvLink(groupsCsv(verdict, words))}</p>
<div class="scroll" role="region" aria-label="Groups" tabindex="0"><table>
<thead><tr><th scope="col">${words.column}</th><th scope="col">letters</th><th scope="col" class="number">mean</th
><th scope="col" class="number">${level} interval</th><th scope="col" class="number">std. dev.</th
><th scope="col" class="number">trials</th>${ranked && html`<th scope="col" class="number">mean rank</th>`}</tr></thead>
<tbody>
${rows.map((row) => {
  const look = groups.find(({ label }) => label === row.group);
  return html`<tr><th scope="row">${look && swatch(look)}${row.group}</th><td>${row.chanceLevel ? html`<span class="quiet">did not learn</span>` : row.letters}${row.unstable && html` <span class="quiet">unstable: ${row.dead} of ${row.trials} trials did not learn</span>`}</td
><td class="number"><b>${unit.value(row.mean)}</b></td><td class="number">${rangeOf(row.interval, unit.value, '–')}</td><td class="number">${unit.spread(row.stddev)}</td
><td class="number">${whole(row.trials)}</td>${ranked && html`<td class="number">${row.meanRank === null ? '–' : row.meanRank.toFixed(2)}</td>`}</tr>
`;
})}</tbody></table></div>`;
}

/** The pairs that were compared, with everything that decided them. Pure. */
export function pairsTable({ pairs, settings }: Verdict, unit: Unit): Html {
  const level = intervalName(settings);
  return html`<h3>Each pair</h3>
<p class="quiet">Differences in ${unit.differences}. “p, differ” is two-sided and Holm-adjusted over ${count(settings.comparisons, 'pair')}; ${settings.margin !== null && equalText(settings.margin, settings.comparisons, unit)}read against ${rate(settings.alpha)}.
d<sub>z</sub> is the mean difference over the standard deviation of the differences; “wins” is the share of blocks in which the first is better, ties counted half.</p>
<div class="scroll" role="region" aria-label="Pairs" tabindex="0"><table class="trials">
<thead><tr><th scope="col">pair</th><th scope="col" class="number">difference</th><th scope="col" class="number">${level} interval</th
><th scope="col" class="number">p, differ</th><th scope="col" class="number">p, equal</th><th scope="col" class="number">d<sub>z</sub></th
><th scope="col" class="number">wins</th><th scope="col">conclusion</th></tr></thead>
<tbody>
${betterFirst(pairs, settings.maximize).map(
  (
    pair,
  ) => html`<tr><th scope="row">${pair.a} − ${pair.b}</th><td class="number"><b>${pair.difference === null ? 'no common block' : unit.signed(pair.difference)}</b></td
><td class="number">${rangeOf(pair.interval, unit.signed, 'to')}</td><td class="number">${pValue(pair.pAdjusted, settings.alpha)}</td><td class="number">${pValue(pair.equivalence.pAdjusted, settings.alpha)}</td
><td class="number">${pair.effectSize === null ? '–' : withMinus(pair.effectSize.toFixed(2))}</td><td class="number">${percent(pair.superiority, 0)}</td
><td>${concluded(pair)}</td></tr>
`,
)}</tbody></table></div>`;
}

function equalText(margin: number, comparisons: number, unit: Unit): string {
  const within = Number((margin * unit.scale).toPrecision(3));
  return `“p, equal” is that of two one-sided tests within ±${within}, Bonferroni-adjusted over ${count(comparisons, 'pair')} and both sides; both are `;
}

/** The groups with all their digits. Pure. */
export function groupsCsv({ groups }: Verdict, { column }: FactorWords): CsvTable {
  return {
    file: 'groups.csv',
    columns: [column, 'trials', 'mean', 'stddev', 'low', 'high', 'did_not_learn', 'letters', 'mean_rank'],
    rows: groups.map((group) => [
      ...[group.group, group.trials, group.mean, group.stddev, group.interval?.low ?? null],
      ...[group.interval?.high ?? null, String(group.chanceLevel), group.letters, group.meanRank],
    ]),
  };
}

function concluded({ a, b, basis, conclusion }: VerdictPair): string {
  if (basis === 'seeds') return 'training noise only';
  const words: Readonly<Record<PairConclusion, string>> = {
    a_better: `${a} is better`,
    b_better: `${b} is better`,
    equivalent: 'equivalent',
    undecided: 'undecided',
  };
  return words[conclusion];
}

function rangeOf(interval: Interval | null, write: (value: number) => string, between: string): string {
  return interval ? `${write(interval.low)} ${between} ${write(interval.high)}` : '–';
}
