/** What is saved of a trial in the middle of its training. */
import type { Batch, TrialState } from '../../../../engines/engine.ts';
import type { LayerSample } from '../../../../proto/findings.ts';
import type { Standing } from '../stopping.ts';
import type { TrialRecord } from '../trial-record.ts';
import type { Contents } from './format.ts';

/** Where training stands: so many epochs are done, evaluation and all, and so many steps of the next. */
export interface Place {
  readonly epoch: number;
  readonly step: number;
}

/** A trial as it goes on. */
export interface SavedTrial {
  readonly place: Place;
  readonly state: TrialState;
  /** Of each step of the epoch that is not done. */
  readonly losses: Float32Array;
  readonly record: TrialRecord;
  readonly standing: Standing;
  readonly samples: readonly LayerSample[];
  /** Largest absolute gradient of each layer before the first step. */
  readonly reach: readonly number[];
  /** The examples that the layers are looked at with. */
  readonly probe: Batch;
}

/** What of it is no array, and how many arrays the others are. */
interface Data extends Omit<SavedTrial, 'state' | 'losses' | 'probe'> {
  readonly fingerprint: string;
  readonly weights: number;
  readonly kept: number;
}

/** As a file has it. Pure. */
export function contentsOf(saved: SavedTrial, fingerprint: string): Contents {
  const { state, losses, probe, ...rest } = saved;
  const data: Data = { ...rest, fingerprint, weights: state.weights.length, kept: state.kept.length };
  return { data, arrays: [losses, probe.x, probe.y, ...state.weights, ...state.kept] };
}

/** What a file has; undefined where it is of something else than the fingerprint says. Pure. */
export function savedTrialOf({ data, arrays }: Contents, expected: string): SavedTrial | undefined {
  const { fingerprint, weights, kept, ...rest } = data as Data;
  if (fingerprint !== expected) return undefined;
  const [losses, x, y, ...others] = arrays as [Float32Array, Batch['x'], Batch['y'], ...Float32Array[]];
  const state = { weights: others.slice(0, weights), kept: others.slice(weights, weights + kept) };
  return { ...rest, state, losses, probe: { x, y } };
}
