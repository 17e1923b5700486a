/** A program of the user's own as what trains: what a study says of it, resolved. */

/** What a parameter of a program can be: whatever JSON can hold. */
export type ParameterValue =
  | number
  | string
  | boolean
  | null
  | readonly ParameterValue[]
  | { readonly [name: string]: ParameterValue };

/** Parameters of a program by their names. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** How a study's program is run, once for each attempt at a trial. */
export interface CommandTrainer {
  readonly kind: 'command';
  /** The program and its arguments, `{{placeholders}}` still in them; no shell reads them. */
  readonly command: readonly string[];
  /** Where it runs. Absolute, or in containers from the directory that the image has. */
  readonly directory: string;
  /**
   * Where its metrics come from: `lines` of its output or of the file that FANOUT_METRICS names, that `file`
   * alone, or `none`: the one metric is then `seconds`, the time that it took.
   */
  readonly metrics: 'lines' | 'file' | 'none';
  /** What the objective is at the end of a trial: its last value, or its best. */
  readonly of: 'last' | 'best';
  /** Seconds that one attempt may take; absent: any number. */
  readonly timeoutSeconds?: number;
  /** The longest time in seconds without a sign of life: output, or a metric. */
  readonly quietSeconds: number;
  readonly concurrency: {
    /** Programs at a time on one GPU. */
    readonly perGpu: number;
    /** Programs at a time on one machine; absent: as many as it has cores, or room on its GPUs. */
    readonly perMachine?: number;
  };
  /** Whole GPUs for each trial; 0: it shares one, where there are any. */
  readonly gpus: number;
  /** Variables of its environment, beside those that it gets anyway. */
  readonly environment: Readonly<Record<string, string>>;
  /** Further attempts at a trial after one that failed by its own fault. */
  readonly retries: number;
  /** The container image that it runs in on Kubernetes. */
  readonly image?: string;
}
