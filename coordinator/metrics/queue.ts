import type { JetStreamManager } from '@nats-io/jetstream';
import { consumerName, PACK_STREAM } from '../../proto/queue.ts';

/** What NATS says about a run's queue and ledger. */
export interface QueueFigures {
  readonly waiting: number;
  readonly claimed: number;
  readonly redelivered: number;
  readonly outcomes: number;
  readonly storageBytes: number;
  readonly apiErrors: number;
}

/** Asks NATS. Rejects when it does not answer. `ledger`: the name of the run's ledger stream. */
export async function readQueue(
  manager: JetStreamManager,
  run: string,
  ledger: string,
): Promise<QueueFigures> {
  const [consumer, bucket, account] = await Promise.all([
    manager.consumers.info(PACK_STREAM, consumerName(run)),
    manager.streams.info(ledger),
    manager.getAccountInfo(),
  ]);
  return {
    waiting: consumer.num_pending,
    claimed: consumer.num_ack_pending,
    redelivered: consumer.num_redelivered,
    outcomes: bucket.state.messages,
    storageBytes: account.storage,
    apiErrors: account.api.errors,
  };
}

/** How long an answer stands, and how long a scrape waits for a new one, in milliseconds. */
const FRESH_MS = 2_000;
const PATIENCE_MS = 1_000;

/**
 * Keeps the latest answer, asks again when somebody wants to know, and never keeps anybody waiting for long.
 */
export class QueueWatch {
  readonly #ask: () => Promise<QueueFigures>;
  #figures: QueueFigures | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(ask: () => Promise<QueueFigures>) {
    this.#ask = ask;
  }

  /** The latest answer; undefined while there is none. */
  get figures(): QueueFigures | undefined {
    return this.#figures;
  }

  /** Settles when the answer is fresh, or after a second with the answer forgotten. Never rejects. */
  async refresh(): Promise<void> {
    if (performance.now() - this.#askedAt < FRESH_MS) return;
    this.#asking ??= this.#ask()
      .then(
        (figures) => {
          this.#figures = figures;
          this.#askedAt = performance.now();
        },
        () => {
          this.#figures = undefined;
        },
      )
      .finally(() => {
        this.#asking = undefined;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, 'late');
    });
    if ((await Promise.race([this.#asking, late])) === 'late') this.#figures = undefined;
    clearTimeout(timer);
  }
}
