import type { Finding } from '../../proto/findings.ts';
import { isNetworkStudy, type Study, settingsOf } from '../../study/study.ts';
import { isRegression, meaningOf, TITLE, whyOf } from '../explanations.ts';
import { swatch } from '../figure.ts';
import { enumerate, percent, whole } from '../format.ts';
import type { Group } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';

const KINDS: readonly Finding['kind'][] = ['dead_start', 'diverged', 'did_not_learn'];

const NONE =
  'None: in every completed trial the first step had a gradient in every layer, the loss stayed finite, and';
const BETTER = 'the model ended better than guessing the commonest class.';
const BETTER_THAN_MEAN = 'the model ended better than predicting the mean of the targets.';
const NONE_OF_PROGRAMS = 'None: every number that the programs reported was finite.';

/** What went wrong inside completed trials, arm by arm, and why. Pure. */
export function findingsHtml(groups: readonly Group[], study: Study | undefined): Html {
  const concerned = groups.filter(({ completed }) => completed.some(({ findings }) => findings.length > 0));
  return html`<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${
  concerned.length === 0
    ? html`<p>${noneText(groups, study)}</p>`
    : html`<p>These trials completed, and their metrics are what was measured; a finding says what happened inside.</p>
${concerned.map((group) => groupHtml(group, study))}`
}
</section>
`;
}

function noneText(groups: readonly Group[], study: Study | undefined): string {
  if (study && !isNetworkStudy(study)) return NONE_OF_PROGRAMS;
  return `${NONE} ${isRegression(groups[0]?.metrics ?? []) ? BETTER_THAN_MEAN : BETTER}`;
}

function groupHtml(group: Group, study: Study | undefined): Html {
  const network = study && isNetworkStudy(study) ? study : undefined;
  const arm = network?.arms.find(({ id }) => id === group.label);
  const why = whyOf(group.label, network && arm ? settingsOf(network, arm).initializer : undefined);
  return html`<div class="finding">
<h3>${swatch(group)}${group.label}</h3>
<ul>${KINDS.map((kind) => kindHtml(kind, group))}</ul>
${why && html`<p><b>Why:</b> ${why}</p>`}
</div>
`;
}

function kindHtml(kind: Finding['kind'], { completed, metrics }: Group): Html | null {
  const found = completed.flatMap(({ findings }) => findings.filter((finding) => finding.kind === kind));
  const trials = completed.filter(({ findings }) => findings.some((finding) => finding.kind === kind)).length;
  if (trials === 0) return null;
  return html`<li><b>${TITLE[kind]}</b> in ${whole(trials)} of ${whole(completed.length)} trials. ${meaningOf(kind, metrics)} ${detail(found, metrics)}</li>
`;
}

function detail(findings: readonly Finding[], metrics: Group['metrics']): string {
  const layers = [
    ...new Set(findings.flatMap((finding) => (finding.kind === 'dead_start' ? [finding.layer] : []))),
  ];
  if (layers.length > 0) return `Layer: ${enumerate(layers)}.`;
  const steps = findings.flatMap((finding) => (finding.kind === 'diverged' ? [finding.step] : []));
  if (steps.length > 0) {
    const [first, last] = [Math.min(...steps), Math.max(...steps)];
    return first === last ? `At step ${whole(first)}.` : `Between steps ${whole(first)} and ${whole(last)}.`;
  }
  if (isRegression(metrics)) return '';
  const levels = findings.flatMap((finding) => (finding.kind === 'did_not_learn' ? [finding.chance] : []));
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return `Guessing it is right in ${percent(mean)} here.`;
}
