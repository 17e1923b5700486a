import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers that its seed (a whole number) brings back: xoroshiro128+. */
export class Draws {
  readonly #generator;
  #spare: number | undefined;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(mix(seed));
    // Seeds that resemble each other begin with numbers that do.
    for (let skipped = 0; skipped < 16; skipped++) this.#generator.next();
  }

  /** Uniform, above 0 and below 1. */
  uniform(): number {
    return ((this.#generator.next() >>> 0) + 0.5) / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal (Box & Muller 1958). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Gamma with shape > 0 and scale 1 (Marsaglia & Tsang, ACM TOMS 26, 2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Chi-square over its degrees of freedom: the law of a mean square whose expectation is 1. */
  meanSquare(df: number): number {
    return (2 * this.gamma(df / 2)) / df;
  }

  /** 0 … n − 1 in random order (Fisher & Yates). */
  order(n: number): number[] {
    const places = Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [places[last], places[other]] = [places[other]!, places[last]!];
    }
    return places;
  }
}

/** Spreads the bits of a seed (the finalizer of MurmurHash3, Appleby, public domain). Pure. */
function mix(seed: number): number {
  let bits = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
