import * as tf from '@tensorflow/tfjs-core';
import { type Activity, ActivityMeter } from '../activity.ts';
import { INSPECTED_EVERY } from '../engine.ts';

/** What the output of a layer of a pack, [n, h, w, P·filters] or [P, n, units], comes to for each trial; synchronises. */
export function activitiesOf(output: tf.Tensor, trials: number): Activity[] {
  const [values, places, units] = tf.tidy(() => {
    if (output.rank === 3) return [output.dataSync(), output.shape[1]!, output.shape[2]!] as const;
    const [n, h, w, channels] = output.shape as [number, number, number, number];
    const every = [1, INSPECTED_EVERY, INSPECTED_EVERY, 1];
    const sampled = tf.stridedSlice(output, [0, 0, 0, 0], [n, h, w, channels], every);
    return [sampled.dataSync(), sampled.size / channels, channels / trials] as const;
  });
  return Array.from({ length: trials }, (_, trial) => {
    const meter = new ActivityMeter();
    for (let unit = 0; unit < units; unit++) {
      for (let place = 0; place < places; place++) {
        const at =
          output.rank === 3
            ? (trial * places + place) * units + unit
            : (place * trials + trial) * units + unit;
        meter.add(values[at]!);
      }
      meter.endUnit();
    }
    return meter.read();
  });
}
