/** What a pack keeps beside its weights: read for a checkpoint, and written where it goes on from one. */
import type { PackProgress } from '../../engine.ts';
import type { Whole } from '../compile/place.ts';
import type { Plan } from '../compile/plan.ts';
import type { Card } from '../device/card.ts';
import { readBack } from '../device/read-back.ts';
import type { PackBuffers } from './buffers.ts';

/**
 * The buffers of what is kept, each with as many numbers of a trial as there are parameters. The sums of
 * gradients, where several batches make an update, are among the parameters. Pure.
 */
function keptIn({ states, codes }: Plan): readonly Whole[] {
  const ofOptimizer = (['state1', 'state2'] as const).slice(0, states);
  return codes.gathering ? ['parameters', ...ofOptimizer] : ofOptimizer;
}

/** The lengths of what a trial keeps. Pure. */
export const keptLengths = (plan: Plan): number[] => keptIn(plan).map(() => plan.parameters.total);

/** Writes what the trials kept. It fits (`keptLengths`). */
export function writeKept(
  { device }: Card,
  buffers: PackBuffers,
  plan: Plan,
  kept: PackProgress['kept'],
): void {
  for (const [index, name] of keptIn(plan).entries())
    for (const [trial, own] of kept.entries())
      device.queue.writeBuffer(
        buffers.of(name),
        trial * plan.parameters.total * 4,
        new Float32Array(own[index]!),
      );
}

/** What a trial keeps behind all that was submitted. */
export function readKept(
  card: Card,
  buffers: PackBuffers,
  plan: Plan,
  trial: number,
): Promise<Float32Array[]> {
  const { total } = plan.parameters;
  return Promise.all(keptIn(plan).map((name) => readBack(card, buffers.of(name), trial * total, total)));
}
