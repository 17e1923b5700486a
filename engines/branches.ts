import { follow, type Place } from './follow.ts';
import type { Layer } from './network.ts';

/**
 * Of each layer that is no composite, in the order of `shapeModel`, the number of the residual branch
 * (`main`) that it stands in, of the innermost one; undefined outside and in shortcuts. Branches are counted
 * from 0, each repetition by itself. Pure.
 */
export function residualBranches(model: readonly Layer[]): readonly (number | undefined)[] {
  const found: { readonly place: Place; branch?: number | undefined; settled?: true }[] = [];
  let branches = 0;
  follow(model, undefined, {
    layer(_, input, place) {
      found.push({ place });
      return input;
    },
    // Comes when both ways are done, of an inner residual before the outer one's.
    add(input, _, place) {
      const branch = branches++;
      for (const layer of found) {
        if (layer.settled || place.some((part, at) => layer.place[at] !== part)) continue;
        layer.settled = true;
        if (layer.place[place.length] === 'main') layer.branch = branch;
      }
      return input;
    },
  });
  return found.map(({ branch }) => branch);
}
