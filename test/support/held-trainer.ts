import { setTimeout as pause } from 'node:timers/promises';
import { openNetworkTrainer } from '../../worker/trainers/network/trainer.ts';
import type { Trainer } from '../../worker/trainers/trainer.ts';
import { noopEngine } from './noop-engine.ts';

/**
 * The built-in trainer on an engine that does nothing, which gets no further with a pack, and keeps its
 * lease, for as long as `isHeld`.
 */
export async function heldTrainer(isHeld: () => boolean): Promise<Trainer> {
  const trainer = await openNetworkTrainer(async () => noopEngine());
  return {
    description: trainer.description,
    held: () => trainer.held(),
    prepare: (manifest, signal) => trainer.prepare(manifest, signal),
    close: () => trainer.close(),
    async run(job, observer, signal) {
      while (isHeld()) {
        observer.onProgress();
        await pause(5, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
      return trainer.run(job, observer, signal);
    },
  };
}
