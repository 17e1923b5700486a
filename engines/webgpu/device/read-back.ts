import type { Card } from './card.ts';
import { USAGE } from './usage.ts';

/**
 * A copy of `count` numbers of a buffer, from number `from` on, as they are behind all that was submitted.
 * Rejects with the card's failure where it has one.
 */
export async function readBack(
  card: Card,
  buffer: GPUBuffer,
  from: number,
  count: number,
): Promise<Float32Array> {
  const { device } = card;
  const copy = card.buffer(count * 4, USAGE.mapRead | USAGE.copyTo);
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, from * 4, copy, 0, count * 4);
    device.queue.submit([encoder.finish()]);
    await copy.mapAsync(0x1);
    const numbers = new Float32Array(copy.getMappedRange(0, Math.ceil(count / 2) * 8).slice(0, count * 4));
    if (card.failure() !== undefined) throw card.failure();
    return numbers;
  } catch (error) {
    throw card.failure() ?? error;
  } finally {
    card.free(copy);
  }
}
