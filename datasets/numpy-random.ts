import { mersenne } from 'pure-rand/generator/mersenne';

/** What splits draw from: `numpy.random.RandomState(seed)`, MT19937, draw for draw. */
export class NumpyRandom {
  readonly #generator: ReturnType<typeof mersenne>;

  constructor(seed: number) {
    this.#generator = mersenne(seed);
  }

  /**
   * `RandomState.shuffle`: Fisher–Yates from the end, each index drawn by masking a 32-bit word and rejecting
   * what is too large (numpy/random/src/distributions, random_interval).
   */
  shuffle(order: Uint32Array): void {
    for (let last = order.length - 1; last > 0; last--) {
      const mask = 2 ** (32 - Math.clz32(last)) - 1;
      let index: number;
      do index = (this.#generator.next() & mask) >>> 0;
      while (index > last);
      [order[last], order[index]] = [order[index]!, order[last]!];
    }
  }

  /** `RandomState.permutation(count)`. */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    this.shuffle(order);
    return order;
  }
}
