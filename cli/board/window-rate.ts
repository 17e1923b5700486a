/** The stretch that a rate is taken over, in milliseconds: several packs of short trials. */
const WINDOW_MS = 60_000;

/**
 * Examples per second over the last minute, or since training began where that is less: not over the last
 * message, which is so short that the same work seems to go now at one rate, now at another. Times are
 * milliseconds of one clock that is never set.
 */
export class WindowRate {
  #begin: number | undefined;
  #told: { readonly at: number; readonly examples: number }[] = [];

  /** Training began, if it had not before. */
  begin(now: number): void {
    this.#begin ??= now;
  }

  /** So many examples were trained, up to `now`. */
  trained(examples: number, now: number): void {
    this.begin(now);
    this.#told.push({ at: now, examples });
    this.#forget(now);
  }

  /** Examples per second; 0 where nothing was trained yet. */
  at(now: number): number {
    this.#forget(now);
    const stretch = Math.min(WINDOW_MS, now - (this.#begin ?? now));
    const examples = this.#told.reduce((sum, told) => sum + told.examples, 0);
    return stretch > 0 ? (1000 * examples) / stretch : 0;
  }

  #forget(now: number): void {
    const first = this.#told.findIndex(({ at }) => at > now - WINDOW_MS);
    if (first !== 0) this.#told = first < 0 ? [] : this.#told.slice(first);
  }
}
