import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ledgerStream, openLedger } from '../../../coordinator/ledger/ledger.ts';
import type { Outcome } from '../../../coordinator/ledger/outcome.ts';
import { ensureConsumer } from '../../../coordinator/queue/consumer.ts';
import { forgetLeases } from '../../../coordinator/queue/stream.ts';
import type { NatsProcess } from './nats.ts';

/**
 * What the ledger shows from outside: read over a connection of its own, which no fault touches but the
 * server's.
 */
export interface Audit {
  readonly outcomes: readonly Outcome[];
  /** Trials without an outcome. */
  readonly lost: number;
  /** Writes beyond the first for a trial, whatever they were: the stream counts every one. */
  readonly recordedTwice: number;
}

const POLL_MS = 50;

/** Follows how long the ledger of a run is, and reads it at the end. */
export class Books {
  recorded = 0;
  readonly #nats: NatsProcess;
  readonly #trials: number;
  #run = '';
  #connection!: NatsConnection;
  #manager!: JetStreamManager;
  #timer: NodeJS.Timeout | undefined;

  constructor(nats: NatsProcess, trials: number) {
    this.#nats = nats;
    this.#trials = trials;
  }

  async open(run: string): Promise<void> {
    this.#run = run;
    const { user, pass } = this.#nats.coordinator;
    this.#connection = await connect({
      port: this.#nats.port,
      user,
      pass,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
    this.#manager = await jetstreamManager(this.#connection, { timeout: 1_000 });
    this.#timer = setTimeout(() => void this.#poll(), POLL_MS);
  }

  async audit(): Promise<Audit> {
    const { state } = await this.#manager.streams.info(ledgerStream(this.#run));
    const outcomes = await (await openLedger(jetstream(this.#connection), this.#run)).all();
    const keys = new Set(outcomes.map(({ key }) => key));
    // A ledger that was mended begins after what it was emptied of.
    const written = state.last_seq - state.first_seq + 1;
    return { outcomes, lost: this.#trials - keys.size, recordedTwice: written - keys.size };
  }

  /**
   * Makes the server forget who holds which pack: those held are given out a second time while the first go
   * on.
   */
  async deliverAgain(leaseMs: number): Promise<void> {
    await forgetLeases(this.#manager, this.#run);
    await ensureConsumer(this.#manager, this.#run, leaseMs);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#connection?.close();
  }

  async #poll(): Promise<void> {
    const state = await this.#manager.streams.info(ledgerStream(this.#run)).then(
      (info) => info.state,
      () => undefined,
    );
    if (state) this.recorded = state.messages;
    if (this.#timer) this.#timer = setTimeout(() => void this.#poll(), POLL_MS);
  }
}
