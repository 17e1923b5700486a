/** An estimate of time in words. Pure. */
import { roughly } from '../../../web/time-left.ts';
import type { RunTime } from './run-time.ts';

/** What an estimate was made for. */
export interface TimedRun {
  readonly workers: number;
  readonly backend: string;
  /** Whether trials may end before their last epoch. */
  readonly atMost: boolean;
}

/** `time: about 12 s for a trial, 4 min for the run with 2 workers on this machine (wasm); …`. */
export function timeLine({ trial, run }: RunTime, { workers, backend, atMost }: TimedRun): string {
  const [least, most] = trial;
  const ofTrial = most > 1.5 * least ? `${seconds(least)} to ${seconds(most)}` : seconds((least + most) / 2);
  const who = `${workers} worker${workers === 1 ? '' : 's'}`;
  return (
    `time: ${atMost ? 'at most ' : ''}about ${ofTrial} for a trial, ${roughly(run)} for the run with ${who} ` +
    `on this machine (${backend}); measured for a moment, so that the run may take half as long again or a third less, ` +
    'and longer where the machine has other work'
  );
}

/** Of less than ten seconds two digits, which a small trial has no more of. */
function seconds(value: number): string {
  if (value >= 10) return roughly(value);
  return value < 0.1 ? `${two(value * 1000)} ms` : `${two(value)} s`;
}

const two = (value: number) => Number(value.toPrecision(2));
