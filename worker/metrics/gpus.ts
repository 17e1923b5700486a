/** What the driver says of the GPUs, asked for in the background: training never waits for it. */
import { execFile } from 'node:child_process';

export interface Gpu {
  /** Its number, as the driver counts. */
  readonly index: string;
  readonly usedBytes: number | undefined;
  readonly totalBytes: number | undefined;
  /** Share of the last moments in which a kernel ran, 0 … 1. */
  readonly utilization: number | undefined;
}

/** Asks the driver; rejects where there is none. */
export type AskGpus = () => Promise<readonly Gpu[]>;

/** How long an answer stands: as often as most scrape, and no oftener. */
const FRESH_MS = 5_000;
const PATIENCE_MS = 4_000;
const FIELDS = ['index', 'memory.used', 'memory.total', 'utilization.gpu'];

/** Keeps the driver's latest answer; asks again when somebody wants to know and it is not fresh. */
export class GpuWatch {
  readonly #ask: AskGpus;
  #gpus: readonly Gpu[] = [];
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(ask: AskGpus) {
    this.#ask = ask;
    this.refresh();
  }

  /** Of the last answer; none while there is none. */
  get gpus(): readonly Gpu[] {
    return this.#gpus;
  }

  /** Returns at once; the answer comes later, and is empty when the driver has none. */
  refresh(): void {
    if (performance.now() - this.#askedAt < FRESH_MS) return;
    this.#askedAt = performance.now();
    this.#ask().then(
      (gpus) => {
        this.#gpus = gpus;
      },
      () => {
        this.#gpus = [];
      },
    );
  }
}

/**
 * NVIDIA's own program, which comes with the driver and, through its container runtime, into containers that
 * ask for `utility`.
 */
export function nvidiaSmi(): Promise<readonly Gpu[]> {
  return new Promise((resolve, reject) => {
    const query = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
    execFile('nvidia-smi', query, { timeout: PATIENCE_MS }, (error, output) =>
      error ? reject(error) : resolve(parseGpus(output)),
    );
  });
}

/**
 * Lines of `index, MiB used, MiB in all, per cent busy`; a figure that a GPU does not have is `[N/A]`. Pure.
 */
export function parseGpus(output: string): Gpu[] {
  return output
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [index = '', used, total, busy] = line.split(',').map((cell) => cell.trim());
      return {
        index,
        usedBytes: scaled(used, 2 ** 20),
        totalBytes: scaled(total, 2 ** 20),
        utilization: scaled(busy, 0.01),
      };
    });
}

function scaled(cell: string | undefined, unit: number): number | undefined {
  const value = Number(cell);
  return cell && Number.isFinite(value) ? value * unit : undefined;
}
