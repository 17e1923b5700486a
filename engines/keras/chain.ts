/** Layers that read one another, as a list of entries with residuals in it. All pure. */
import type { Entry } from '../zoo/zoo-model.ts';
import { type KerasLayer, NotTaken, placeOf } from './architecture.ts';

/** An architecture by who reads whom. */
interface Graph {
  readonly readers: ReadonlyMap<string, readonly KerasLayer[]>;
  /** The entry of a layer; undefined where there is none. */
  readonly entryOf: (layer: KerasLayer) => Entry | undefined;
  readonly seen: Set<string>;
}

/** Layers up to where they end, or up to an addition of two ways, which is the end of one of them. */
interface Way {
  readonly entries: readonly Entry[];
  readonly end?: KerasLayer;
}

/** The entries of an architecture with one input and one output. Throws NotTaken where there are others. */
export function chainOf(layers: readonly KerasLayer[], entryOf: Graph['entryOf']): readonly Entry[] {
  const readers = new Map<string, KerasLayer[]>();
  for (const layer of layers)
    for (const name of layer.inputs) readers.set(name, [...(readers.get(name) ?? []), layer]);
  const first = layers.filter(({ inputs }) => inputs.length === 0);
  if (first.length !== 1) throw new NotTaken(`has ${first.length} inputs, and must have one`);
  const graph = { readers, entryOf, seen: new Set<string>() };
  const own = first[0]!.className === 'InputLayer' ? undefined : entryOf(first[0]!);
  const { entries, end } = wayFrom(first[0]!, graph);
  if (end) throw new NotTaken(`adds up something else than two ways from one layer in ${placeOf(end)}`);
  return own === undefined ? entries : [own, ...entries];
}

function wayFrom(start: KerasLayer, graph: Graph): Way {
  const entries: Entry[] = [];
  let at = start;
  for (;;) {
    const readers = graph.readers.get(at.name) ?? [];
    if (readers.length === 0) return { entries };
    if (readers.length > 2) throw new NotTaken(`goes three ways behind ${placeOf(at)}: a residual has two`);
    if (readers.length === 2) {
      const [join, entry] = residualOf(readers as [KerasLayer, KerasLayer], at, graph);
      entries.push(entry);
      at = join;
      continue;
    }
    at = readers[0]!;
    if (at.className === 'Add') return { entries, end: at };
    entries.push(...one(at, graph));
  }
}

/** The entry of a layer that is read on the way. */
function one(layer: KerasLayer, { entryOf, seen }: Graph): readonly Entry[] {
  if (layer.inputs.length > 1)
    throw new NotTaken(`brings several ways together in ${placeOf(layer)}: only Add can`);
  if (seen.has(layer.name)) throw new NotTaken(`uses ${placeOf(layer)} twice`);
  seen.add(layer.name);
  const entry = entryOf(layer);
  return entry === undefined ? [] : [entry];
}

function residualOf(
  readers: readonly [KerasLayer, KerasLayer],
  at: KerasLayer,
  graph: Graph,
): readonly [KerasLayer, Entry] {
  const [a, b] = readers.map((reader): Way => {
    if (reader.className === 'Add') return { entries: [], end: reader };
    const entries = one(reader, graph);
    const rest = wayFrom(reader, graph);
    return { ...rest, entries: [...entries, ...rest.entries] };
  }) as [Way, Way];
  if (a.end === undefined || a.end !== b.end || a.end.inputs.length !== 2)
    throw new NotTaken(`goes two ways behind ${placeOf(at)} that do not meet in one Add`);
  if (graph.seen.has(a.end.name)) throw new NotTaken(`uses ${placeOf(a.end)} twice`);
  graph.seen.add(a.end.name);
  const [main, shortcut] = a.entries.length >= b.entries.length ? [a, b] : [b, a];
  const body = main.entries.length === 0 ? ['linear'] : main.entries;
  return [a.end, { residual: { main: body, shortcut: shortcut.entries } }];
}
