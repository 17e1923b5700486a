/** How long a run takes, out of what its packs take. All pure. */
import { measuredCost } from '../../../coordinator/run/plan.ts';
import type { PackPace } from '../../../worker/trainers/network/calibrate.ts';
import type { FoldSize } from '../../../worker/trainers/network/made-up-examples.ts';
import type { PackKind, PlannedPack } from './kinds.ts';

/** Seconds until the workers of a run train, and from their end to the report. */
export const AROUND_A_RUN = 4;

/** Seconds that a pack's messages and its outcomes take. */
const AROUND_A_PACK = 0.02;

/** What a pack of a kind takes, as it was measured with so many trials. */
export interface Measured {
  readonly pace: PackPace;
  readonly trials: number;
}

/** An estimate, in seconds on a machine that does nothing else. */
export interface RunTime {
  /** Of a worker, for one trial: the least and the most among the trials of the run. */
  readonly trial: readonly [least: number, most: number];
  readonly run: number;
}

/**
 * The time of a run of these packs, at least one, largest first as workers take them. Of a kind that was not
 * measured, steps take as much longer than those of the kind next to it as they have more multiply-adds. More
 * workers than `cores` share these: each is as much slower. Absent: each worker has cores of its own.
 */
export function runTimeOf(
  { packs, kinds }: { readonly packs: readonly PlannedPack[]; readonly kinds: ReadonlyMap<string, PackKind> },
  measured: ReadonlyMap<string, Measured>,
  {
    fold,
    workers,
    cores = workers,
  }: { readonly fold: FoldSize; readonly workers: number; readonly cores?: number },
): RunTime {
  const slower = Math.max(1, Math.min(workers, packs.length) / cores);
  const free = new Array<number>(workers).fill(0);
  let [least, most] = [Infinity, 0];
  for (const pack of packs) {
    const seconds = slower * packSeconds(pack, paceOfKind(pack.kind, kinds, measured), fold);
    const next = free.indexOf(Math.min(...free));
    free[next] = free[next]! + seconds + AROUND_A_PACK;
    least = Math.min(least, seconds / pack.trials);
    most = Math.max(most, seconds / pack.trials);
  }
  return { trial: [least, most], run: Math.max(...free) + AROUND_A_RUN };
}

function packSeconds(
  { trials, epochs, batchSize }: PlannedPack,
  { pace, trials: ofMeasured }: Measured,
  { train, validation }: FoldSize,
): number {
  const share = measuredCost(trials) / measuredCost(ofMeasured);
  const epoch = Math.ceil(train / batchSize) * pace.step + validation * pace.validated;
  return pace.start + share * epochs * epoch;
}

function paceOfKind(
  kind: string,
  kinds: ReadonlyMap<string, PackKind>,
  measured: ReadonlyMap<string, Measured>,
): Measured {
  const own = measured.get(kind);
  if (own) return own;
  const work = kinds.get(kind)!.stepWork;
  const ratio = (other: string) => (work + 1) / (kinds.get(other)!.stepWork + 1);
  const [next] = [...measured.keys()].sort(
    (a, b) => Math.abs(Math.log(ratio(a))) - Math.abs(Math.log(ratio(b))),
  );
  const { pace, trials } = measured.get(next!)!;
  const factor = ratio(next!);
  return { trials, pace: { ...pace, step: pace.step * factor, validated: pace.validated * factor } };
}
