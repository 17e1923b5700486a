/** What the bench asks its processes and what they answer, one JSON document a line. */

/** Builds a network and takes its first steps; the answer is `Built`. */
export interface Build {
  readonly kind: 'build';
  readonly work: string;
  /** Steps before anything is measured. */
  readonly warmUp: number;
}

/** How many numbers training changes. */
export interface Built {
  readonly trainable: number;
}

/** So many steps, and at their end the losses; the answer is `Took`. */
export interface Train {
  readonly kind: 'train';
  readonly work: string;
  readonly steps: number;
}

/** Milliseconds of a step, a mean over the steps of one request. */
export interface Took {
  readonly wallMs: number;
  /** Processor time of all threads of the process. */
  readonly cpuMs: number;
}

/** The first line of a process. */
export interface Ready {
  /** The program and its version. */
  readonly description: string;
}
