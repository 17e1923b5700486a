import { type Activity, ActivityMeter } from './activity.ts';
import type { WeightedLayer } from './model.ts';

/** What a layer's values, [n, h, w, G·filters] or [G, n, units], come to for one trial. Pure. */
export function activityOf(
  { kernelShape, units }: Pick<WeightedLayer, 'kernelShape' | 'units'>,
  values: Float32Array,
  trial: number,
  trials: number,
): Activity {
  const places = values.length / units / trials;
  const convolution = kernelShape.length === 4;
  const [start, step] = convolution ? [trial * units, trials * units] : [trial * places * units, units];
  const meter = new ActivityMeter();
  for (let unit = 0; unit < units; unit++) {
    for (let place = 0; place < places; place++) meter.add(values[start + place * step + unit]!);
    meter.endUnit();
  }
  return meter.read();
}
