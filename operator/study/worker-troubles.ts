import type { Problem } from '../workers/problem.ts';
import type { StatusWriter } from './status-writer.ts';

/**
 * Tells of workers that are missing: in the log once for each kind of trouble, and as an event now and then.
 */
export class WorkerTroubles {
  readonly #status: StatusWriter;
  readonly #log: (message: string, fields?: Record<string, unknown>) => void;
  #told: string | undefined;

  constructor(status: StatusWriter, log: (message: string, fields?: Record<string, unknown>) => void) {
    this.#status = status;
    this.#log = log;
  }

  /** What one look has found; undefined: nothing is missing. */
  async look(problem: Problem | undefined): Promise<void> {
    if (problem && problem.kind !== this.#told)
      this.#log('workers are missing; will try again', { problem: problem.message });
    this.#told = problem?.kind;
    if (problem) await this.#status.warn('WorkersNotStarting', problem.message, problem.kind);
  }
}
