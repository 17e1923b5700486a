import type { JetStreamManager } from '@nats-io/jetstream';
import { packName } from '../../proto/packs.ts';
import { decodePackMessage, PACK_STREAM, packSubject } from '../../proto/queue.ts';
import type { PackOrder } from './packs.ts';

/** The packs that coordinators of a run have queued. What a worker says of a pack is checked against them. */
export class KnownPacks {
  readonly #manager: JetStreamManager;
  readonly #run: string;
  readonly #priorAttempts = new Map<string, number>();

  constructor(manager: JetStreamManager, run: string) {
    this.#manager = manager;
    this.#run = run;
  }

  /** These have been put into the queue. What was queued once may be begun, whatever became of it since. */
  add(packs: readonly PackOrder[]): void {
    for (const { trials, priorAttempts } of packs) {
      const pack = packName(trials);
      this.#priorAttempts.set(pack, Math.max(priorAttempts, this.#priorAttempts.get(pack) ?? 0));
    }
  }

  /**
   * Attempts at the pack's trials before it was queued; undefined when nobody queued it. A pack of an earlier
   * coordinator is looked up in the queue, once: never is the number taken from a worker.
   */
  async priorAttempts(pack: string): Promise<number | undefined> {
    const known = this.#priorAttempts.get(pack);
    if (known !== undefined) return known;
    const message = await this.#manager.streams.getMessage(PACK_STREAM, {
      last_by_subj: packSubject(this.#run, pack),
    });
    if (!message) return undefined;
    const { priorAttempts } = decodePackMessage(message.string());
    this.#priorAttempts.set(pack, priorAttempts);
    return priorAttempts;
  }
}
