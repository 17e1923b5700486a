import { type StudyObject, specHash } from './object.ts';

interface Failure {
  readonly specHash: string;
  readonly times: number;
  readonly until: number;
}

/**
 * When Studies that could not be worked on are tried again: later and later, and at once when their spec was
 * edited.
 */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #now: () => number;
  readonly #failures = new Map<string, Failure>();

  constructor(firstMs: number, longestMs: number, now: () => number = () => performance.now()) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#now = now;
  }

  /** Returns for how many milliseconds it is not to be tried. */
  failed(study: StudyObject): number {
    const hash = specHash(study);
    const before = this.#failures.get(study.metadata.uid);
    const times = before?.specHash === hash ? before.times + 1 : 1;
    const wait = Math.min(this.#firstMs * 2 ** (times - 1), this.#longestMs);
    this.#failures.set(study.metadata.uid, { specHash: hash, times, until: this.#now() + wait });
    return wait;
  }

  /** It went well: the next failure is a first one. */
  succeeded({ metadata }: StudyObject): void {
    this.#failures.delete(metadata.uid);
  }

  /** The uids of those that are not to be tried yet. Forgets the Studies that are not among these. */
  delayed(studies: readonly StudyObject[]): ReadonlySet<string> {
    const known = new Map(studies.map((study) => [study.metadata.uid, study]));
    for (const uid of this.#failures.keys()) if (!known.has(uid)) this.#failures.delete(uid);
    const waiting = [...this.#failures].filter(
      ([uid, failure]) => failure.until > this.#now() && failure.specHash === specHash(known.get(uid)!),
    );
    return new Set(waiting.map(([uid]) => uid));
  }
}
