import { figureHtml } from '../figure.ts';
import type { Group } from '../groups.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import type { Provenance } from '../input.ts';
import { epochsFigure } from '../layers/epochs.ts';
import { signalFigure } from '../layers/signal.ts';

/**
 * What went on inside the layers: the signal at the start next to theory, then gradients, dead units and
 * steps; null where nothing was sampled.
 */
export async function layersHtml(
  groups: readonly Group[],
  { study, dataset }: Provenance,
): Promise<Html | null> {
  const signal = await signalFigure(groups, study, dataset?.shape);
  if (!signal) return null;
  const figures = [
    signal,
    await epochsFigure(groups, 'gradientNorm'),
    await epochsFigure(groups, 'deadShare'),
    await epochsFigure(groups, 'updateRatio'),
  ].filter((figure) => figure !== null);
  return html`<section aria-labelledby="layers">
<h2 id="layers">Inside the layers</h2>
<p>Why some learn and some do not: what arrives in each layer, on 16 training examples. A signal that vanishes on its way forward
leaves nothing to tell examples apart by; one that explodes drives the units out of their range; where no gradient comes back,
nothing is learned.</p>
${figures.map(figureHtml)}</section>
`;
}
