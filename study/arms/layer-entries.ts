/** The layers of a file's model, those within others too, with their places. All pure. */
import { compositeDefinition } from '../../engines/layers/composites.ts';
import { isListed } from '../model.ts';
import type { LayerEntry } from '../schema/model.ts';
import type { StudyFile } from '../schema/study.ts';

/** A layer as a file has it. */
export interface PlacedEntry {
  /** Below `spec`: model, 1, residual, main, 0. */
  readonly path: readonly string[];
  readonly kind: string;
  /** What it says of itself; undefined where it is written as its name alone. */
  readonly settings: object | undefined;
  /** How often it is in the network: what repeats it counts. */
  readonly times: number;
}

/** All layers of a model that a file lists, in the order in which values go through them. */
export function entriesOf({ model }: Pick<StudyFile['spec'], 'model'>): PlacedEntry[] {
  return isListed(model) ? within(model, ['model'], 1) : [];
}

function within(layers: readonly LayerEntry[], path: readonly string[], times: number): PlacedEntry[] {
  return layers.flatMap((layer, index) => {
    const own = [...path, String(index)];
    if (typeof layer === 'string') return [{ path: own, kind: layer, settings: undefined, times }];
    const [kind, given] = Object.entries(layer).find(([, settings]) => settings !== undefined)!;
    const settings = given as { readonly times?: number };
    const entry = { path: own, kind, settings, times };
    if (compositeDefinition({ kind }) === undefined) return [entry];
    const inner = Object.entries(settings).flatMap(([field, value]) =>
      Array.isArray(value) ? within(value, [...own, kind, field], times * (settings.times ?? 1)) : [],
    );
    return [entry, ...inner];
  });
}

/**
 * What a layer is called: its kind, and its number among those of its kind, as in the report (of one that is
 * repeated the first). Undefined where there is none at this path.
 */
export function layerName(
  spec: Pick<StudyFile['spec'], 'model'>,
  path: readonly string[],
): string | undefined {
  const before = new Map<string, number>();
  for (const { path: own, kind, times } of entriesOf(spec)) {
    const number = before.get(kind) ?? 0;
    if (own.join() === path.join()) return `${kind}_${number + 1}`;
    before.set(kind, number + times);
  }
  return undefined;
}
