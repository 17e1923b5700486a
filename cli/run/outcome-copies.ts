/**
 * A second copy of each outcome, in the directory of a run on this machine. The ledger in NATS is what
 * counts; the copy is looked at only when NATS has lost outcomes that it had: a damaged byte of its storage
 * can take many others with it. The checksum of a line tells damage and lines of other runs; it is no secret,
 * and no proof of who wrote the line: whoever can write here can write NATS' storage beside it as well.
 */
import { createHash } from 'node:crypto';
import { constants, createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, outcomeSchema } from '../../coordinator/ledger/outcome.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { readRegular } from '../../datasets/regular-file.ts';
import type { RunDirectory } from './directory.ts';

/** Bytes of the largest file of copies that is read: those of a run of 100,000 trials. */
const LARGEST = 500 * 2 ** 20;

const fileOf = (directory: RunDirectory) => join(directory.path, 'outcomes.jsonl');

/**
 * The copies that are whole, and of this run; of several of a trial the last. None where there is no such
 * file, or it cannot be read.
 */
export async function readCopies(directory: RunDirectory): Promise<Outcome[]> {
  const bytes = await readRegular(fileOf(directory), LARGEST).catch(() => undefined);
  const copies = new Map<string, Outcome>();
  for (const line of bytes?.toString().split('\n') ?? []) {
    const outcome = outcomeOf(directory.run, line);
    if (outcome) copies.set(outcome.key, outcome);
  }
  return [...copies.values()];
}

/** The outcome of a line; undefined for one that is torn, damaged or of another run. Pure. */
function outcomeOf(run: string, line: string): Outcome | undefined {
  const [checksum, json] = [line.slice(0, CHECKSUM), line.slice(CHECKSUM + 1)];
  if (json === '' || checksum !== checksumOf(run, json)) return undefined;
  try {
    return outcomeSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** Characters of a line's checksum. */
const CHECKSUM = 16;
const checksumOf = (run: string, json: string) =>
  createHash('sha256').update(`${run} ${json}`).digest('hex').slice(0, CHECKSUM);

/**
 * To append, and never to wait at a pipe until somebody reads from it. Node takes a number, which its types
 * do not say.
 */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/** Keeps copies of what is recorded. */
export class OutcomeCopies {
  readonly #file: WriteStream;
  readonly #run: string;
  /** The checksum of each trial's copy, by the trial's key. */
  readonly #kept: Map<string, string>;

  /** `kept`: those that the directory has already. */
  constructor(directory: RunDirectory, kept: readonly Outcome[]) {
    this.#run = directory.run;
    this.#kept = new Map(kept.map((outcome) => [outcome.key, this.#line(outcome).checksum]));
    this.#file = createWriteStream(fileOf(directory), { flags: APPEND as unknown as string, mode: 0o600 });
    // A run goes on without copies.
    this.#file.on('error', () => undefined);
  }

  /**
   * Adds an outcome, unless it is there; one that differs from its copy takes the copy's place. A copy that
   * cannot be written is left out.
   */
  add(outcome: Outcome): void {
    const { checksum, json } = this.#line(outcome);
    if (this.#kept.get(outcome.key) === checksum) return;
    this.#kept.set(outcome.key, checksum);
    // The line before may be torn: the command was killed, or the disk full.
    if (this.#file.writable) this.#file.write(`\n${checksum} ${json}\n`);
  }

  #line(outcome: Outcome) {
    // Fields in the order of the schema, as when it is read back.
    const json = JSON.stringify(outcomeSchema.parse(outcome));
    return { checksum: checksumOf(this.#run, json), json };
  }

  /** Settles when everything is written. Never rejects. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#file.closed || this.#file.destroyed) return resolve();
      this.#file.on('close', () => resolve());
      this.#file.end();
    });
  }
}

/** Passes events on, and keeps a copy of each outcome among them. */
export function keeping(copies: OutcomeCopies, pass: (event: RunEvent) => void): (event: RunEvent) => void {
  return (event) => {
    pass(event);
    if (event.kind === 'recorded') copies.add(event.outcome);
  };
}
