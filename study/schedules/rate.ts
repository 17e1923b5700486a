/** What a study's schedule makes of the learning rate, and whether it fits into a run. All pure. */

import { scheduleDefinition } from './registry.ts';
import { counted, type Misfit, type Moment, shareWords } from './schedule.ts';

/** How the rate rises before a schedule begins: in a line, step by step, over so many steps or epochs. */
export interface Warmup {
  /** The share of the rate that it begins at. */
  readonly from: number;
  readonly epochs?: number | undefined;
  readonly steps?: number | undefined;
}

/** A schedule of a study, every default filled in. */
export interface Schedule {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly warmup?: Warmup;
}

/** How long a trial is trained at most. A step is a batch. */
export interface RunLength {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** Steps of a warm-up. */
const warmupSteps = ({ warmup }: Schedule, { stepsPerEpoch }: RunLength): number =>
  warmup === undefined ? 0 : (warmup.steps ?? warmup.epochs! * stepsPerEpoch);

/**
 * What the learning rate of a step (from 0) is multiplied by. Absent: 1. The warm-up begins at its `from` and
 * rises by the same amount at each step, as in Keras's CosineDecay and PyTorch's LinearLR; the schedule
 * begins behind it.
 */
export function rateAt(schedule: Schedule | undefined, step: number, run: RunLength): number {
  if (schedule === undefined) return 1;
  const warm = warmupSteps(schedule, run);
  const { stepsPerEpoch } = run;
  const moment: Moment = {
    step: Math.max(0, step - warm),
    stepsPerEpoch,
    steps: run.epochs * stepsPerEpoch - warm,
  };
  const factor = scheduleDefinition(schedule.kind).factor(schedule.settings, moment);
  if (step >= warm) return factor;
  const { from } = schedule.warmup!;
  return factor * (from + ((1 - from) * step) / warm);
}

/** What of a schedule does not fit into a run; the setting's name, behind its kind or `warmup`. */
export function scheduleMisfits(schedule: Schedule, run: RunLength): readonly Misfit[] {
  const warm = warmupSteps(schedule, run);
  const { warmup, kind, settings } = schedule;
  const { stepsPerEpoch } = run;
  const steps = run.epochs * stepsPerEpoch;
  if (warmup && warm >= steps) {
    const unit = warmup.steps === undefined ? 'epoch' : 'step';
    const length = counted(unit === 'epoch' ? run.epochs : steps, unit);
    const message = `must end before the run does, ${length} long, found ${warmup.steps ?? warmup.epochs}`;
    return [{ setting: `warmup.${unit}s`, message }];
  }
  return scheduleDefinition(kind)
    .misfits(settings, { stepsPerEpoch, steps: steps - warm })
    .map(({ setting, message }) => ({ setting: `${kind}.${setting}`, message }));
}

/** `falls along half a cosine to 0, at each step, after a warm-up of 5 epochs in a straight line from 0`. */
export function scheduleWords({ kind, settings, warmup }: Schedule): string {
  const words = scheduleDefinition(kind).words(settings);
  if (warmup === undefined) return words;
  const length =
    warmup.steps === undefined ? counted(warmup.epochs!, 'epoch') : counted(warmup.steps, 'step');
  return `${words}, after a warm-up of ${length} in a straight line from ${shareWords(warmup.from)}`;
}
