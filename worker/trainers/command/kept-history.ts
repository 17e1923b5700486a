/**
 * What each attempt at a trial reported of its epochs, kept beside the trial's checkpoint: the next attempt
 * may go on from there, and its history begins with this.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { isMetricName } from '../../../proto/metrics.ts';
import type { ReportedEpoch } from './history.ts';

/** Bytes beyond which a file is not read: no attempts write so much that go on from each other. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * A file of lines, one for each epoch that an attempt reported. A line that is cut is as if it was not there.
 */
export class KeptHistory {
  readonly #path: string;
  readonly #attempt: number;
  readonly #onTrouble: (error: Error) => void;
  /** What has to be written before the next line: the end of one that an attempt left cut. */
  #before = '';
  #troubled = false;

  /** `onTrouble`: hears, once, why nothing can be kept; training goes on without. */
  constructor(path: string, attempt: number, onTrouble: (error: Error) => void) {
    this.#path = path;
    this.#attempt = attempt;
    this.#onTrouble = onTrouble;
  }

  /** The epochs that earlier attempts reported, as `goneOn` has them. */
  read(): ReportedEpoch[] {
    if (!existsSync(this.#path)) return [];
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch (error) {
      this.#trouble(error as Error);
      return [];
    }
    if (bytes.length > 0 && bytes.at(-1) !== 0x0a) this.#before = '\n';
    if (bytes.length > MOST_BYTES) return [];
    return goneOn(bytes.toString('utf8').split('\n').flatMap(keptEpoch));
  }

  /** Adds epochs that this attempt reported. */
  add(epochs: readonly ReportedEpoch[]): void {
    if (epochs.length === 0 || this.#troubled) return;
    const lines = epochs.map((reported) => `${JSON.stringify({ attempt: this.#attempt, ...reported })}\n`);
    try {
      appendFileSync(this.#path, this.#before + lines.join(''));
      this.#before = '';
    } catch (error) {
      this.#trouble(error as Error);
    }
  }

  #trouble(error: Error): void {
    this.#troubled = true;
    this.#onTrouble(error);
  }
}

interface KeptEpoch extends ReportedEpoch {
  readonly attempt: number;
}

/**
 * Attempts that went on from each other, as one list of epochs, ascending: of an attempt those stay that come
 * before every epoch of the next, and what is said last of an epoch counts. Pure.
 */
export function goneOn(kept: readonly KeptEpoch[]): ReportedEpoch[] {
  let epochs: ReportedEpoch[] = [];
  for (const number of new Set(kept.map(({ attempt }) => attempt))) {
    const own = kept.filter(({ attempt }) => attempt === number);
    const first = own.reduce((least, { epoch }) => Math.min(least, epoch), Number.POSITIVE_INFINITY);
    const latest = new Map(own.map(({ epoch, metrics }) => [epoch, { epoch, metrics }]));
    const ascending = [...latest.values()].sort((one, other) => one.epoch - other.epoch);
    epochs = [...epochs.filter(({ epoch }) => epoch < first), ...ascending];
  }
  return epochs;
}

/** The epoch of a line; none of a line that is cut or says something else. Pure. */
export function keptEpoch(line: string): KeptEpoch[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  const { attempt, epoch, metrics } = (value ?? {}) as Record<'attempt' | 'epoch' | 'metrics', unknown>;
  if (typeof attempt !== 'number' || typeof epoch !== 'number') return [];
  if (typeof metrics !== 'object' || metrics === null) return [];
  const named = Object.entries(metrics).filter(
    ([name, own]) => isMetricName(name) && (typeof own === 'number' || own === null),
  );
  // JSON has null for what is not finite.
  return [
    { attempt, epoch, metrics: Object.fromEntries(named.map(([name, own]) => [name, own ?? Number.NaN])) },
  ];
}
