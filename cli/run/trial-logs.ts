/** What programs have written, in the directory of a run: `logs/trials/ARM/FOLD/SEED/attempt-1.log`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramLog, RunEvent } from '../../coordinator/run/events.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { trialAt } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { RunDirectory } from './directory.ts';

/** The directory of a trial's logs. `key`: `arm/fold/seed`. Pure. */
export function trialLogs(directory: RunDirectory, key: string): string {
  return join(directory.logs, 'trials', ...key.split('/'));
}

/** The attempt that a file is the log of, by its name; undefined for any other file. Pure. */
export function attemptOf(name: string): number | undefined {
  const attempt = /^attempt-(\d+)\.log$/.exec(name)?.[1];
  return attempt === undefined ? undefined : Number(attempt);
}

/** The attempts of a trial of which there are logs, in order. */
export async function loggedAttempts(directory: RunDirectory, key: string): Promise<number[]> {
  const names = await readdir(trialLogs(directory, key)).catch(() => []);
  return names.flatMap((name) => attemptOf(name) ?? []).sort((a, b) => a - b);
}

/** The file of an attempt's log. Pure. */
export function logFile(directory: RunDirectory, key: string, attempt: number): string {
  return join(trialLogs(directory, key), `attempt-${attempt}.log`);
}

/**
 * Writes the logs that come among a run's events, one after the other. One that cannot be written is left
 * out: a run goes on.
 */
export abstract class LogWriter {
  protected readonly manifest: Manifest;
  protected readonly directory: RunDirectory;
  #written: Promise<unknown> = Promise.resolve();

  constructor(manifest: Manifest, directory: RunDirectory) {
    this.manifest = manifest;
    this.directory = directory;
  }

  protected abstract write(log: ProgramLog): Promise<void>;

  take(event: RunEvent): void {
    if (event.kind === 'log')
      this.#written = this.#written.then(() => this.write(event)).catch(() => undefined);
  }

  /** Settles when everything is written. Never rejects. */
  async close(): Promise<void> {
    await this.#written;
  }
}

/** Keeps all logs. */
export class TrialLogs extends LogWriter {
  protected async write({ trial, attempt, text }: ProgramLog): Promise<void> {
    const { key } = trialAt(this.manifest.study, trial);
    await writeWhole(logFile(this.directory, key, attempt), text);
  }
}
