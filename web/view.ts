/**
 * What the local page shows, as plain values: made of a run's state on this side, drawn in the browser on
 * the other, which reads these types too. Shares are 0 … 1, times in seconds; null stands where there is no
 * value yet.
 */

import type { TrialStateName } from '../coordinator/run-state/trial.ts';
import type { Finding } from '../proto/findings.ts';

/** What stays the same while a run lasts. */
export interface RunPart {
  readonly study: string;
  readonly run: string;
  /** What is compared, in the words of the report: `arm`, `arms`. */
  readonly one: string;
  readonly many: string;
  /** What the numbers of the page are: the title of the metric that the study decides by. */
  readonly metric: string;
  /** How they are written: shares in per cent, others as they are. */
  readonly scale: 'share' | 'plain';
  readonly direction: 'maximize' | 'minimize';
  /** In the study's order: the rows of the grid. Colour and shape are those of the report. */
  readonly arms: readonly {
    readonly id: string;
    readonly label: string;
    readonly colour: string;
    readonly shape: string;
  }[];
  /** Whether programs train, which write logs. */
  readonly logs: boolean;
  /** Whether trials count their examples: networks do, programs do not. */
  readonly counts: boolean;
  /** Whether a study has folds; without, the grid has one column for all. */
  readonly hasFolds: boolean;
  /** Columns of the grid, counted from 0. */
  readonly folds: number;
  readonly seeds: readonly number[];
  /** The most epochs that any arm has; null where nobody knows beforehand. */
  readonly epochs: number | null;
  readonly trials: number;
  /** `4 arms (batchSize × epochs) × 5 folds × 3 seeds on mnist, 10,000 examples` */
  readonly about: string;
}

/** Where the command is: `finishing` has all outcomes and no verdict yet; the last three are final. */
export type Phase = 'starting' | 'running' | 'stopping' | 'finishing' | 'done' | 'interrupted' | 'failed';

/** Whether nothing comes after a phase. Pure. */
export function isFinal(phase: Phase): boolean {
  return phase === 'done' || phase === 'interrupted' || phase === 'failed';
}

/** The top of the page. */
export interface LeadPart {
  readonly phase: Phase;
  /** Who is ahead and what that means; at the end the verdict; names of arms stand in it as they are. */
  readonly sentences: readonly string[];
  /** How far, how long still. */
  readonly progress: string;
  /** What must be known besides: caveats of the verdict, what earlier blocks of seeds have shown. */
  readonly notes: readonly string[];
  /** Share of all training that is done, what is in training counted in. */
  readonly done: number;
  readonly recorded: number;
  /**
   * For who listens instead of looking: changes at each quarter of the trials, at the first failure and at
   * the end.
   */
  readonly news: string;
  /** Where the report was written, once there is one. */
  readonly report: string | null;
}

/** One trial in a square of the grid. */
export interface SeedPart {
  readonly seed: number;
  readonly state: TrialStateName;
  /** Latest value of the objective, of a completed trial the final one. */
  readonly value: number | null;
  /** Share of its steps, in hundredths. */
  readonly done: number;
  readonly attempt: number;
  readonly worker: string | null;
  readonly findings: readonly Finding['kind'][];
  /** Why it failed. */
  readonly reason: string | null;
}

/** A square of the grid: one arm on one fold, over all seeds. */
export interface SquarePart {
  /** Of its completed trials. */
  readonly mean: number | null;
  /** Which colour that is, from the darkest. */
  readonly step: number | null;
  readonly seeds: readonly SeedPart[];
}

/** A arm over all its trials. */
export interface ArmPart {
  readonly mean: number | null;
  /** The sample's; from two completed trials on. */
  readonly stddev: number | null;
  readonly completed: number;
  readonly trials: number;
  /** Whether every completed trial learned something. */
  readonly learned: boolean;
  /**
   * Mean of the objective by epoch, from 1, over the trials that have got so far; long curves are thinned
   * out.
   */
  readonly curve: readonly (readonly [epoch: number, value: number])[];
}

export interface WorkerPart {
  readonly name: string;
  readonly state: string;
  /** What it trains: `2 trials of fold 3, 40%`. */
  readonly work: string;
  /** While it trains. */
  readonly examplesPerSecond: number | null;
}

/** Examples per second over time: the mean of each stretch of `width` seconds, from the start on. */
export interface ThroughputPart {
  readonly width: number;
  readonly rates: readonly number[];
}

/** Something that a person should know of, in words. */
export interface TroublePart {
  readonly kind: 'failed' | 'finding' | 'setback';
  readonly title: string;
  readonly text: string;
  /** What the program of a failed trial wrote last. */
  readonly lines?: readonly string[];
  /** Key of the trial whose log is the place to look. */
  readonly log?: string;
}

/** The whole page. */
export interface WatchView {
  readonly run: RunPart;
  readonly lead: LeadPart;
  /** Arm by arm, each fold by fold. */
  readonly squares: readonly SquarePart[];
  readonly arms: readonly ArmPart[];
  readonly workers: readonly WorkerPart[];
  readonly throughput: ThroughputPart;
  readonly troubles: readonly TroublePart[];
}

/** The parts that the page is sent in, by name: `lead`, `squares/12`. */
export type Parts = Readonly<Record<string, unknown>>;

/** A view cut into its parts, so that only what changed has to be sent. Pure. */
export function* partsOf(view: WatchView): Iterable<readonly [name: string, part: unknown]> {
  const { squares, arms, ...rest } = view;
  yield* Object.entries(rest);
  for (const [index, square] of squares.entries()) yield [`squares/${index}`, square];
  for (const [index, arm] of arms.entries()) yield [`arms/${index}`, arm];
}
