import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** How a step of the run on a card ended. */
export interface StepResult {
  readonly step: string;
  readonly state: 'done' | 'failed' | 'out of time' | 'left out';
  readonly seconds: number;
  /** What it came to, or why it did not. */
  readonly says: string;
}

/** The file that a step writes to; what it says of trouble is beside it, with the ending `.err`. */
export const outputOf = (folder: string, step: string) => join(folder, `${step.replaceAll(' ', '-')}.txt`);

/** Where results go as they come: results.jsonl, results.txt, and what each step wrote in `STEP.txt`. */
export class Results {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  write(result: StepResult): void {
    appendFileSync(this.path('results.jsonl'), `${JSON.stringify(result)}\n`);
    const line = `${result.state.padEnd(11)} ${result.seconds.toFixed(1).padStart(6)} s  ${result.step}: ${result.says}`;
    appendFileSync(this.path('results.txt'), `${line}\n`);
    console.log(line);
  }
}
