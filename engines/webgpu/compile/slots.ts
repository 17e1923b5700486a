/** Which buffers hold what kernels make: a buffer is taken again when nothing reads it any more. */
import type { Code } from './compile.ts';
import type { Place, Store } from './place.ts';
import { strideOf } from './shader.ts';

export interface Slots {
  /** Numbers of each buffer. */
  readonly sizes: readonly number[];
  /** The buffer of each made place. */
  readonly of: ReadonlyMap<Store, number>;
}

/** A code that shares buffers with others, since they run one after the other. */
export interface Sharing {
  readonly code: Code;
  /** The most examples that it runs with. */
  readonly examples: number;
}

type Made = Place & { readonly kind: 'made' };

interface Lifetime {
  readonly place: Made;
  readonly size: number;
  readonly from: number;
  to: number;
}

/** Plans the buffers of codes for a pack of so many trials. What is wanted is kept to the end. Pure. */
export function slotsOf(codes: readonly Sharing[], trials: number): Slots {
  const sizes: number[] = [];
  const of = new Map<Store, number>();
  for (const { code, examples } of codes) {
    const taken: Lifetime[][] = sizes.map(() => []);
    const lifetimes = lifetimesOf(code, ({ perTrial, ...place }) => {
      const each = strideOf({ perTrial, ...place }, examples);
      return perTrial ? each * trials : each;
    });
    for (const lifetime of lifetimes.sort((a, b) => b.size - a.size)) {
      const free = [...sizes.keys()].filter((slot) => !taken[slot]?.some((other) => meet(other, lifetime)));
      const slot = best(free, sizes, lifetime.size) ?? sizes.push(0) - 1;
      sizes[slot] = Math.max(sizes[slot]!, lifetime.size);
      taken[slot] = [...(taken[slot] ?? []), lifetime];
      of.set(lifetime.place, slot);
    }
  }
  return { sizes, of };
}

const meet = (a: Lifetime, b: Lifetime) => a.from <= b.to && b.from <= a.to;

/** The smallest buffer that is large enough, else the largest. */
function best(free: readonly number[], sizes: readonly number[], size: number): number | undefined {
  const byFit = (slot: number) => (sizes[slot]! >= size ? sizes[slot]! - size : 1e15 - sizes[slot]!);
  return [...free].sort((a, b) => byFit(a) - byFit(b))[0];
}

function lifetimesOf({ kernels, results }: Code, sizeOf: (place: Made) => number): Lifetime[] {
  const found = new Map<Store, Lifetime>();
  for (const [at, { reads, writes }] of kernels.entries())
    for (const store of [...reads, ...writes]) {
      if (typeof store === 'string') continue;
      const known = found.get(store);
      if (known !== undefined) known.to = at;
      else found.set(store, { place: store, size: sizeOf(store), from: at, to: at });
    }
  for (const place of results) {
    const known = place.kind === 'made' ? found.get(place) : undefined;
    if (known !== undefined) known.to = Number.POSITIVE_INFINITY;
  }
  return [...found.values()];
}
