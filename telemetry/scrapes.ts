/** When metrics were taken, and who waits for the next time. */
export class Scrapes {
  #lastAt: number | undefined;
  #longestPauseMs = 0;
  #waiting: (() => void)[] = [];

  /** Somebody took the metrics, and has them. */
  took(): void {
    const now = performance.now();
    if (this.#lastAt !== undefined) this.#longestPauseMs = Math.max(this.#longestPauseMs, now - this.#lastAt);
    this.#lastAt = now;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** As `Endpoints.lastScrape`. */
  next(signal: AbortSignal, onWait?: () => void): Promise<void> {
    if (this.#lastAt === undefined || signal.aborted) return Promise.resolve();
    onWait?.();
    // Scraped only once so far: the pause is not known, and 15 s is what most set.
    const patienceMs = Math.min(60_000, Math.max(5_000, 2 * (this.#longestPauseMs || 15_000)));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      const resume = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', resume, { once: true });
      this.#waiting.push(resume);
    });
  }
}
