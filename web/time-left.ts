/** How far a run is, as shares 0 … 1 of its work, and the seconds since this part of it began. */
export interface Pace {
  readonly done: number;
  /** What was done before this part began: a resumed run is not as fast as its past makes it look. */
  readonly doneBefore: number;
  readonly elapsed: number;
}

/** Below these the pace says nothing yet. */
const LEAST_SECONDS = 2;

/**
 * Seconds that the rest takes at the pace of this part so far; undefined while that says nothing. `least`:
 * the share that must be done. Pure.
 */
export function secondsLeft({ done, doneBefore, elapsed }: Pace, least: number): number | undefined {
  const work = done - doneBefore;
  if (work <= 0 || work < least || elapsed < LEAST_SECONDS) return undefined;
  return ((1 - done) * elapsed) / work;
}

/** A time to come as a person says it: `10 s`, `3 min`, `2 h 10 min`; never finer than it is known. Pure. */
export function roughly(seconds: number): string {
  if (seconds < 55) return `${Math.max(5, 5 * Math.round(seconds / 5))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const tens = 10 * Math.round(minutes / 10);
  return tens % 60 === 0 ? `${tens / 60} h` : `${Math.floor(tens / 60)} h ${tens % 60} min`;
}
