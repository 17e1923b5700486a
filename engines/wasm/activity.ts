import { type Activity, ActivityMeter } from '../activity.ts';
import { type Batch, INSPECTED_EVERY } from '../engine.ts';
import type { Shape } from '../layers/shape.ts';
import type { Frame, Stage } from './stage.ts';

/**
 * What the first `n` lanes of a stage's output, [height, width, units, lanes] or [units, lanes], come to.
 * Pure.
 */
export function stageActivity(
  stage: Pick<Stage, 'output'>,
  output: Float32Array,
  n: number,
  lanes: number,
): Activity {
  const units = stage.output.at(-1)!;
  const [height, width] = stage.output.length === 3 ? (stage.output as [number, number]) : [1, 1];
  const meter = new ActivityMeter();
  for (let unit = 0; unit < units; unit++) {
    for (let row = 0; row < height; row += INSPECTED_EVERY) {
      for (let column = 0; column < width; column += INSPECTED_EVERY) {
        const from = ((row * width + column) * units + unit) * lanes;
        for (let lane = 0; lane < n; lane++) meter.add(output[from + lane]!);
      }
    }
    meter.endUnit();
  }
  return meter.read();
}

/**
 * The same for a convolution that is fused with its pooling, and so keeps nothing of its own output: the
 * inspected places are computed again, from the batch itself. Pure.
 */
export function convPoolActivity(
  {
    frame,
    filters,
    input,
    relu,
  }: { readonly frame: Frame; readonly filters: number; readonly input: Shape; readonly relu: boolean },
  { x, y }: Batch,
  scale: number,
  weights: { readonly kernel: Float32Array; readonly bias: Float32Array },
): Activity {
  const [height, width] = input as [number, number];
  const patches = patchesOf(x, y.length, { height, width, frame });
  const meter = new ActivityMeter();
  for (let filter = 0; filter < filters; filter++) {
    const tap = (at: number) => weights.kernel[at * filters + filter]! * scale;
    const [a, b, c, d, e, f, g, h, i] = [
      tap(0),
      tap(1),
      tap(2),
      tap(3),
      tap(4),
      tap(5),
      tap(6),
      tap(7),
      tap(8),
    ];
    const bias = weights.bias[filter]!;
    // Written out: this runs some ten thousand times for a sample, and a loop of nine costs three times as
    // much.
    for (let at = 0; at < patches.length; at += 9) {
      const upper = patches[at]! * a + patches[at + 1]! * b + patches[at + 2]! * c;
      const middle = patches[at + 3]! * d + patches[at + 4]! * e + patches[at + 5]! * f;
      const lower = patches[at + 6]! * g + patches[at + 7]! * h + patches[at + 8]! * i;
      const sum = bias + upper + middle + lower;
      meter.add(relu && sum < 0 ? 0 : sum);
    }
    meter.endUnit();
  }
  return meter.read();
}

/** The 3 × 3 neighbourhoods of all inspected places of all examples, one after the other. */
function patchesOf(
  x: Uint8Array | Float32Array,
  examples: number,
  { height, width, frame }: { height: number; width: number; frame: Frame },
): Float64Array {
  const [rows, columns] = [frame.height - 2, frame.width - 2];
  const places = Math.ceil(rows / INSPECTED_EVERY) * Math.ceil(columns / INSPECTED_EVERY);
  const patches = new Float64Array(examples * places * 9);
  let at = 0;
  for (let example = 0; example < examples; example++) {
    for (let row = 0; row < rows; row += INSPECTED_EVERY) {
      for (let column = 0; column < columns; column += INSPECTED_EVERY) {
        for (let tap = 0; tap < 9; tap++, at++) {
          const h = row + Math.floor(tap / 3) - frame.top;
          const w = column + (tap % 3) - frame.left;
          if (h >= 0 && h < height && w >= 0 && w < width)
            patches[at] = x[(example * height + h) * width + w]!;
        }
      }
    }
  }
  return patches;
}
