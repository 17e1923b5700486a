import type { WeightedLayer } from '../model.ts';

/**
 * A group's weights as one tensor, and back. A convolution's filters stand trial after trial in the last
 * axis, [kh, kw, in, G·out] and [G·out]; of a dense layer, [G, in, out] and [G, 1, out], each trial's stand
 * together.
 */
export function gather(layer: WeightedLayer, parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.length * parts[0]!.length);
  for (const [trial, part] of parts.entries()) {
    for (const [from, to, length] of runsOf(layer, trial, parts.length, part.length))
      whole.set(part.subarray(from, from + length), to);
  }
  return whole;
}

/** One trial's share of a group's tensor. */
export function pick(layer: WeightedLayer, whole: Float32Array, trial: number, trials: number): Float32Array {
  const part = new Float32Array(whole.length / trials);
  for (const [to, from, length] of runsOf(layer, trial, trials, part.length))
    part.set(whole.subarray(from, from + length), to);
  return part;
}

/** Where runs of a trial's values stand: in its own array, in the group's, and how long they are. */
function* runsOf(
  { kernelShape, units }: WeightedLayer,
  trial: number,
  trials: number,
  size: number,
): Generator<readonly [number, number, number]> {
  if (trials === 1 || kernelShape.length !== 4) {
    yield [0, trial * size, size];
    return;
  }
  for (let row = 0; row * units < size; row++) yield [row * units, (row * trials + trial) * units, units];
}
