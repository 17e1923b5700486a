import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers that look random and are the same on every machine, at every attempt. */
export interface RandomStream {
  /** In [0, 1), on a grid of 2⁻⁵³. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Whole, in [0, bound); bound 1 … 2³². */
  integer(bound: number): number;
  /** 0 … n − 1 in random order (Fisher–Yates). */
  permutation(n: number): Uint32Array;
}

/**
 * The stream for one purpose of one trial: a pure function of its arguments, so that a trial gives the same
 * numbers on any worker, alone or in a pack. Purposes: `weights/<label>/<fold>/<layer>` (with the
 * initializer's label, so that the same initializer under two names draws independently: an A/A study needs
 * that; of a layer's second kernel with its name behind), `order/<fold>/<epoch>` and `masks/<fold>`. SHA-256
 * of the arguments seeds xoroshiro128+ (Blackman & Vigna 2018).
 */
export function randomStream(studySeed: number, trialSeed: number, purpose: string): RandomStream {
  const seed = createHash('sha256').update(`fanout/1|${studySeed}|${trialSeed}|${purpose}`).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => seed.readInt32LE(offset)));
  let spare: number | undefined;
  const word = () => generator.next() >>> 0;
  const uniform = () => ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 2 ** 53;
  // Of the high bits: the generator's lowest ones are its weakest. The bias is below bound × 2⁻⁵³.
  const integer = (bound: number) => Math.floor(uniform() * bound);
  /** Marsaglia's polar method: two at a time. */
  const normal = () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
  const permutation = (n: number) => {
    const order = Uint32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last--) {
      const index = integer(last + 1);
      const moved = order[last]!;
      order[last] = order[index]!;
      order[index] = moved;
    }
    return order;
  };
  return { uniform, normal, integer, permutation };
}
