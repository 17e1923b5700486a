import { differingFiles } from '../../results/program-versions.ts';
import type { RunResults } from '../../results/results.ts';
import { count, whole } from '../format.ts';
import { type Html, html } from '../html.ts';

/** So many trials of a version are named; results.json has all. */
const LISTED = 60;

/**
 * Says before everything else that a program was edited while its run stood still, and which outcomes were
 * recorded before; nothing where all are of one version. Pure.
 */
export function editedProgramHtml({ program = [] }: RunResults): Html | null {
  const [first, ...later] = program;
  if (first === undefined || later.length === 0) return null;
  const edited = [...new Set(later.flatMap(({ files }) => differingFiles(first.files, files)))];
  return html`<aside class="alarm" aria-labelledby="edited">
<h2 id="edited">The program was edited before this run was resumed</h2>
<p>${edited.map((path, index) => html`${index > 0 && ', '}<code>${path}</code>`)} differed. The outcomes are of ${whole(program.length)} versions, and
those of different versions are not strictly comparable. In the order of their time:</p>
<ul>${program.map(({ trials = [] }) => html`<li>${count(trials.length, 'trial')}<details><summary>which</summary><p>${trials.slice(0, LISTED).join(', ')}${trials.length > LISTED && ', … (all are in results.json)'}</p></details></li>\n`)}</ul>
</aside>
`;
}
