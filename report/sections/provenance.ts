import type { RunResults } from '../../results/results.ts';
import type { ManifestFold } from '../../study/manifest.ts';
import { trainedWith } from '../../study/training-words.ts';
import { count, duration, instant, whole } from '../format.ts';
import type { Fragment, Html } from '../html.ts';
import { html } from '../html.ts';
import type { Provenance } from '../input.ts';

/** Where the numbers come from: enough to check them, or to make them again. Pure. */
export function provenanceHtml(results: RunResults, provenance: Provenance): Html {
  const { machine, versions } = provenance;
  const facts: readonly (readonly [string, Fragment])[] = [
    ['Run', html`<code>${results.run}</code>`],
    [
      'Time',
      `${instant(provenance.startedAt)} to ${instant(provenance.finishedAt)} (${duration(results.seconds)} of work)`,
    ],
    ...datasetFacts(provenance),
    ...programFacts(results),
    ...trainingFacts(provenance),
    ['Seeds', provenance.seeds.join(', ')],
    ['Backend', provenance.backend],
    [
      'Workers',
      `${count(results.workers, 'worker')}${results.examplesPerSecond > 0 ? `, ${whole(results.examplesPerSecond)} examples/s in all` : ''}`,
    ],
    ['Machine', `${count(machine.cores, 'core')}, ${machine.arch}`],
    [
      'Versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  ];
  return html`<section aria-labelledby="provenance">
<h2 id="provenance">Provenance</h2>
<dl>
${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
${provenance.folds.length > 0 && foldsHtml(provenance.folds)}
${provenance.studyText !== undefined && html`<h3>Study file</h3>\n<pre tabindex="0">${provenance.studyText}</pre>`}
</section>
`;
}

/** What is known of the data: a program's own has no checksum. */
function datasetFacts({ dataset }: Provenance): (readonly [string, Fragment])[] {
  if (dataset === undefined) return [];
  const { name, examples, licence, sha256 } = dataset;
  const checked =
    sha256 !== '' &&
    html`<br><span class="quiet">${licence}</span
><br>SHA-256 <code>${sha256}</code>`;
  return [['Dataset', html`${name}, ${whole(examples)} examples${checked}`]];
}

/** How networks were trained; a program says that itself. */
function trainingFacts({ study }: Provenance): (readonly [string, Fragment])[] {
  const words = study && trainedWith(study);
  return words === undefined ? [] : [['Training', words]];
}

/** The files that the command names, of each version of the program. */
function programFacts({ program = [] }: RunResults): (readonly [string, Fragment])[] {
  return program
    .filter(({ files }) => files.length > 0)
    .map(({ files }) => [
      'Program',
      files.map(({ path, sha256 }) => html`<code>${path}</code><br>SHA-256 <code>${sha256}</code><br>`),
    ]);
}

function foldsHtml(folds: readonly ManifestFold[]): Html {
  return html`<h3>Folds</h3>
<p class="quiet">In the order of the grid: where each seed has folds of its own, seed by seed. SHA-256 of the indices of each side, as little-endian 32-bit integers in order.</p>
<div class="scroll" role="region" aria-label="Checksums of the folds" tabindex="0"><table>
<thead><tr><th scope="col" class="number">fold</th><th scope="col" class="number">train</th><th scope="col">checksum</th
><th scope="col" class="number">validation</th><th scope="col">checksum</th></tr></thead>
<tbody>
${folds.map(
  (
    fold,
    index,
  ) => html`<tr><th scope="row" class="number">${index}</th><td class="number">${whole(fold.train)}</td
><td><code>${abbreviated(fold.trainSha256)}</code></td><td class="number">${whole(fold.validation)}</td
><td><code>${abbreviated(fold.validationSha256)}</code></td></tr>
`,
)}</tbody></table></div>`;
}

/**
 * Long enough to tell apart, short enough to read; the whole checksum shows on pointing and in the manifest.
 */
function abbreviated(sha256: string): Html {
  return html`<abbr title="${sha256}">${sha256.slice(0, 16)}</abbr>`;
}
