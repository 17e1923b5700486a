/**
 * Metrics: named numbers that a trial reports after each epoch and at its end. Nothing that carries them
 * knows their names; what a name means is declared in the study (`study/metrics.ts` for those of a
 * classifier).
 */

/** Numbers by their names. A value that is not finite is absent. */
export type Metrics = Readonly<Record<string, number>>;

/** Each metric after every epoch, by its name: one value for each epoch, null where it was not finite. */
export type MetricHistory = Readonly<Record<string, readonly (number | null)[]>>;

/** What a study knows of a metric that its trials report. */
export interface Metric {
  readonly name: string;
  /** What tables and axes call it: `macro F1`. */
  readonly title: string;
  readonly direction: 'maximize' | 'minimize';
  /** `share`: 0 … 1, spoken of in per cent and percentage points; `plain`: as it is. */
  readonly scale: 'share' | 'plain';
  /** The least and the most that it can be; absent: not bounded. */
  readonly least?: number;
  readonly most?: number;
  /**
   * A share of examples of which each is right or wrong: its error by chance is the binomial distribution's.
   */
  readonly binomial?: true;
}

/** The metric that a study decides by. */
export interface Objective {
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
  /** The largest difference that does not matter, in the metric's own unit; above 0. */
  readonly margin: number;
  /** The bound on the chance of any false claim, 0 to 1. */
  readonly alpha: number;
}

/** The most metrics of a trial. */
export const MOST_METRICS = 32;
/** The longest name of a metric, in characters. */
export const LONGEST_METRIC_NAME = 64;

/**
 * Whether a metric can be called so: a letter or `_`, then letters, digits and `_./-`; no name that every
 * object has. Pure.
 */
export function isMetricName(name: string): boolean {
  return (
    name.length <= LONGEST_METRIC_NAME &&
    /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(name) &&
    !(name in Object.prototype)
  );
}

/**
 * The metric of a name, as the study declares it; of an undeclared one nothing is known: any number, the more
 * the better. Pure.
 */
export function metricOf(metrics: readonly Metric[], name: string): Metric {
  return (
    metrics.find((metric) => metric.name === name) ?? {
      ...{ name, title: name, direction: 'maximize', scale: 'plain' },
    }
  );
}
