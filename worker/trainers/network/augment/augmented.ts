/** Training batches, each example of which is changed at random. */
import type { Batch } from '../../../../engines/engine.ts';
import { volume } from '../../../../engines/layers/shape.ts';
import type { Augmentation } from '../../../../study/study.ts';
import type { BatchSource, BatchStream } from '../batches/source.ts';
import type { RandomStream } from '../randomness.ts';
import type { Change, Size } from './augmentation.ts';
import { randomCrop } from './crop.ts';
import { cutout } from './cutout.ts';
import { horizontalFlip } from './flip.ts';
import { mixed } from './mixup.ts';
import { rotation } from './rotation.ts';

const CHANGES: Readonly<Record<string, (size: Size, settings: never) => Change>> = {
  randomCrop,
  horizontalFlip,
  rotation,
  cutout,
};

/** What mixes examples with each other, when each of them has been changed. */
const MIXUP = 'mixup';

/**
 * The source, with the images of its epochs changed; those that validate stay. `stream` gives the numbers for
 * a kind of change in an epoch: an image's change depends on them and on its place in the epoch's order
 * alone. So it is the same for all arms of a block, whatever their batches, and whatever else is done to an
 * image. `shape` is that of an example, `outputs` what the network puts out for it.
 */
export function augmented(
  source: BatchSource,
  { shape, outputs }: { readonly shape: readonly number[]; readonly outputs: number },
  augment: readonly Augmentation[],
  stream: (kind: string, epoch: number) => RandomStream,
): BatchSource {
  const [height, width, channels] = shape as [number, number, number];
  const values = volume(shape);
  const mixing = augment.find(({ kind }) => kind === MIXUP);
  const changes = augment
    .filter(({ kind }) => kind !== MIXUP)
    .map(({ kind, settings }) => ({
      kind,
      change: CHANGES[kind]!({ height, width, channels }, settings as never),
    }));
  return {
    ...source,
    epoch(epoch) {
      const drawn = changes.map(({ kind, change }) => ({ change, random: stream(kind, epoch) }));
      const batches = changed(source.epoch(epoch), values, (image, room) => {
        for (const { change, random } of drawn) change(image, random, room);
      });
      if (mixing === undefined) return batches;
      const { alpha } = mixing.settings as { readonly alpha: number };
      return mixed(batches, { values, outputs, alpha, random: stream(MIXUP, epoch) });
    },
  };
}

/** A batch is the caller's to keep, and so to change. */
function changed(
  stream: BatchStream,
  values: number,
  change: (image: Batch['x'], room: Batch['x']) => void,
): BatchStream {
  let room: Batch['x'] | undefined;
  const of = (batch: Batch | undefined) => {
    if (batch === undefined) return undefined;
    room ??= batch.x instanceof Uint8Array ? new Uint8Array(values) : new Float32Array(values);
    for (let first = 0; first < batch.x.length; first += values)
      change(batch.x.subarray(first, first + values), room);
    return batch;
  };
  return {
    next() {
      const next = stream.next();
      return next instanceof Promise ? next.then(of) : of(next);
    },
    close: () => stream.close(),
  };
}
