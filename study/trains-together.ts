import { beyondChain } from '../engines/chain.ts';
import type { ArmSettings } from './study.ts';
import { mixesTargets } from './training.ts';

/**
 * Whether trials of these settings gain by training in one graph. A chain of layers does: its kernels take
 * the trials of a pack side by side. Any other network (`engines/ir/`) trains one trial behind the other:
 * packed, its steps would only keep a worker busy for longer at a time, beyond its lease where the network is
 * large. Pure.
 */
export function trainsTogether({ model, training }: Pick<ArmSettings, 'model' | 'training'>): boolean {
  const { loss, weightDecay, clip, accumulate, optimizer, augment } = training;
  const options = {
    ...(loss === undefined ? {} : { loss }),
    ...(weightDecay === undefined ? {} : { decay: weightDecay }),
    ...(clip === undefined ? {} : { clip }),
    ...(accumulate === undefined ? {} : { accumulate }),
  };
  // Without softmax at its end it is a regression, whose loss no chain has.
  return (
    model.at(-1)?.activation === 'softmax' &&
    beyondChain({ model, optimizer, softTargets: mixesTargets(augment), ...options }).length === 0
  );
}
