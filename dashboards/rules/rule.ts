/** A figure that Prometheus computes ahead and keeps under a name of its own: `labels kept:what:how`. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
}

/** A condition that somebody should know of. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  /** How long it has to hold before it fires; absent: not at all. */
  readonly for?: string;
  /** `critical`: the promise is broken or work stands still; `warning`: worth a look. */
  readonly severity: 'critical' | 'warning';
  /** Each may use Prometheus's templates. */
  readonly summary: string;
  readonly description: string;
}

/**
 * An expression about runs, which has the labels job, instance and run, with the label of its study. Pure.
 */
export function withStudy(expression: string): string {
  return `${expression} * on (job, instance, run) group_left (study) fanout_run_info`;
}

/**
 * An expression about workers, which has the labels job and instance, with the run that each works for. Pure.
 */
export function withRun(expression: string): string {
  return `${expression} * on (job, instance) group_left (run) fanout_run_info{role="worker"}`;
}
