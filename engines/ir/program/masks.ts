import type { MaskSpec } from './program.ts';

/**
 * The masks of a training step, by their names: a pure function of the pack's seed, the mask's name, the step
 * (counted from 1) and a value's place, so that trials which agree in those have the same masks.
 */
export function drawMasks(
  masks: readonly MaskSpec[],
  { seed, step, examples }: { readonly seed: number; readonly step: number; readonly examples: number },
): Record<string, Float32Array> {
  return Object.fromEntries(masks.map((mask) => [mask.name, drawMask(mask, seed, step, examples)]));
}

function drawMask({ name, shape, rate }: MaskSpec, seed: number, step: number, examples: number) {
  const mask = new Float32Array(shape.reduce((total, size) => total * size, examples));
  const kept = 1 / (1 - rate);
  const limit = rate * 2 ** 32;
  // Two keys: the numbers of two steps are not the same sequence, begun elsewhere.
  const first = mixed(mixed(seed ^ hashOf(name)) + step);
  const second = mixed(first ^ step);
  for (let at = 0; at < mask.length; at++) mask[at] = mixed(mixed(at + first) ^ second) < limit ? 0 : kept;
  return mask;
}

/** Ones: what an inspection has for masks. */
export function openMasks(masks: readonly MaskSpec[], examples: number): Record<string, Float32Array> {
  return Object.fromEntries(
    masks.map(({ name, shape }) => [
      name,
      new Float32Array(shape.reduce((total, size) => total * size, examples)).fill(1),
    ]),
  );
}

/** A 32-bit number whose bits all depend on all bits of another: Wellons's lowbias32 (2018). */
function mixed(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
