import type { Batch } from '../../../../engines/engine.ts';
import { targetsOf } from '../../../../engines/ir/program/targets.ts';
import type { BatchStream } from '../batches/source.ts';
import type { RandomStream } from '../randomness.ts';

/** What is mixed. */
export interface Mixing {
  /** Of an example: its values, and the numbers that the network puts out for it. */
  readonly values: number;
  readonly outputs: number;
  /** Of the distribution Beta(alpha, alpha), which shares are drawn from. */
  readonly alpha: number;
  readonly random: RandomStream;
}

/**
 * Mixes each example of an epoch with the one before it, values and targets by the same share (mixup, Zhang
 * et al. 2018). The order of an epoch is random, and so each example has a random partner, and is one once;
 * the first of an epoch stays as it is. Shares and partners follow from the epoch's order and from `random`
 * alone, not from how the order is cut into batches.
 */
export function mixed(stream: BatchStream, { values, outputs, alpha, random }: Mixing): BatchStream {
  let before: { readonly x: Float32Array; readonly y: Float32Array } | undefined;
  const of = (batch: Batch | undefined): Batch | undefined => {
    if (batch === undefined) return undefined;
    const examples = batch.x.length / values;
    const x = Float32Array.from(batch.x);
    const y = Float32Array.from(targetsOf(batch, outputs));
    const last = { x: x.slice(-values), y: y.slice(-outputs) };
    const shares = Array.from({ length: examples }, () => betaShare(alpha, random));
    // From the last one on: what stands before an example is not mixed yet.
    for (let example = examples - 1; example >= 0; example--) {
      const from = example > 0 ? { x, y, at: example - 1 } : before && { ...before, at: 0 };
      if (from === undefined) continue;
      mixInto(x, example, from.x, from.at, shares[example]!, values);
      mixInto(y, example, from.y, from.at, shares[example]!, outputs);
    }
    before = last;
    return { x, y };
  };
  return {
    next() {
      const next = stream.next();
      return next instanceof Promise ? next.then(of) : of(next);
    },
    close: () => stream.close(),
  };
}

function mixInto(
  to: Float32Array,
  example: number,
  from: Float32Array,
  partner: number,
  share: number,
  length: number,
): void {
  for (let at = 0; at < length; at++) {
    const place = example * length + at;
    to[place] = share * to[place]! + (1 - share) * from[partner * length + at]!;
  }
}

/** Drawn from Beta(alpha, alpha): two draws of the gamma distribution, by their logarithms. */
export function betaShare(alpha: number, random: RandomStream): number {
  const [one, other] = [logGamma(alpha, random), logGamma(alpha, random)];
  return 1 / (1 + Math.exp(other - one));
}

/**
 * The logarithm of a draw from Gamma(alpha, 1): Marsaglia and Tsang (2000), with a shape of alpha + 1 and
 * their correction, which holds for any alpha above 0.
 */
function logGamma(alpha: number, random: RandomStream): number {
  const d = alpha + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    const u = 1 - random.uniform();
    if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return Math.log(d * v) + Math.log(1 - random.uniform()) / alpha;
  }
}
