import type { LayerState } from '../../proto/findings.ts';
import type { Group } from '../groups.ts';

/** A figure of a layer that is shown. */
export type Measure = 'variance' | 'gradientNorm' | 'deadShare' | 'updateRatio';

/**
 * A layer of a group after so many epochs: the median over its trials, of those figures that are finite; null
 * without any.
 */
export interface LayerPoint {
  readonly epoch: number;
  readonly layer: string;
  readonly value: number | null;
}

/** Every layer and epoch that a group's trials were sampled at, in order. Pure. */
export function layerPoints({ completed }: Group, measure: Measure): LayerPoint[] {
  const found = new Map<string, { epoch: number; layer: string; values: number[] }>();
  for (const { layers = [] } of completed) {
    for (const { epoch, layers: states } of layers) {
      for (const state of states) collect(found, epoch, state, measure);
    }
  }
  return [...found.values()]
    .map(({ epoch, layer, values }) => ({ epoch, layer, value: median(values) }))
    .sort((a, b) => a.epoch - b.epoch);
}

function collect(
  found: Map<string, { epoch: number; layer: string; values: number[] }>,
  epoch: number,
  state: LayerState,
  measure: Measure,
): void {
  const key = `${epoch}/${state.layer}`;
  const point = found.get(key) ?? { epoch, layer: state.layer, values: [] };
  const value = state[measure];
  if (value !== null) point.values.push(value);
  found.set(key, point);
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The most powers of ten that an axis shows: less than that is nothing, beside what is largest. */
const MOST_DECADES = 12;

/**
 * A range of powers of ten that holds the positive values, and a floor below, where zeros stand and what is
 * next to nothing. Pure.
 */
export function decades(values: readonly number[]): { readonly floor: number; readonly top: number } {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return { floor: 0.1, top: 10 };
  const top = Math.ceil(Math.log10(Math.max(...positive)) + 1e-9);
  const low = Math.max(Math.floor(Math.log10(Math.min(...positive))), top - MOST_DECADES);
  return { floor: 10 ** (low - 1), top: 10 ** top };
}
