import { weightedLayers } from '../../engines/model.ts';
import type { fromMessage } from '../../proto/outcome-message.ts';
import type { NetworkManifest } from '../../study/manifest.ts';
import type { ArmSettings } from '../../study/study.ts';
import type { Outcome } from '../ledger/outcome.ts';

type LayerSamples = NonNullable<Outcome['layers']>;

/** More moments than a worker samples. */
const MOST_SAMPLES = 64;

/**
 * What a worker reported of a trial's layers, or the reason why it cannot be true: another model's layers,
 * epochs out of order or beyond the study's, a negative norm, a share above 1. Pure.
 */
export function validateLayers(
  { model, training }: Pick<ArmSettings, 'model' | 'training'>,
  { dataset }: Pick<NetworkManifest, 'dataset'>,
  samples: ReturnType<typeof fromMessage>['layers'],
): LayerSamples | string {
  if (samples.length === 0) return [];
  if (samples.length > MOST_SAMPLES)
    return `it has ${samples.length} samples of the layers, at most ${MOST_SAMPLES} are taken`;
  const names = weightedLayers(model, dataset.shape).map(({ name }) => name);
  let earlier = -1;
  const result: LayerSamples = [];
  for (const sample of samples) {
    const { epoch } = sample;
    if (epoch <= earlier || epoch > training.epochs)
      return `a sample of the layers is of epoch ${epoch}, after ${earlier}, of ${training.epochs}`;
    earlier = epoch;
    const { input, layers } = sample;
    if (layers.map(({ layer }) => layer).join() !== names.join())
      return `a sample of epoch ${epoch} is not of the model's layers ${names.join(', ')}`;
    const impossible = layers.find(
      ({ variance, deadShare, gradientNorm, updateRatio }) =>
        Math.min(variance ?? 0, deadShare ?? 0, gradientNorm ?? 0, updateRatio ?? 0) < 0 ||
        (deadShare ?? 0) > 1,
    );
    if (impossible || (input.variance ?? 0) < 0)
      return `a figure of ${impossible?.layer ?? 'the input'} at epoch ${epoch} is out of its range`;
    result.push(sample);
  }
  return result;
}
