/**
 * A run in progress, as a table of contents: publish what is missing → answer for each pack that a worker
 * holds → record outcomes → done when the ledger is as long as the manifest. What is decided is in
 * `trial-state.ts` and `plan.ts`, and carried out by `decisions.ts`; where each trial stands is in
 * `trial-states.ts`.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { FanoutError } from '../../proto/errors.ts';
import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isMissing } from '../ledger/missing.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { KnownPacks } from '../queue/known-packs.ts';
import { type PackOrder, publishPacks, queuedTrials } from '../queue/packs.ts';
import type { Answer, Recording } from './answer.ts';
import { AttemptBook, type Delivery } from './attempts.ts';
import { Decisions } from './decisions.ts';
import { Listeners, type ProgramLog, type RunEvent } from './events.ts';
import { missingPacks, type PackCut } from './missing-packs.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { released } from './released.ts';
import { type Release, Releases } from './releases.ts';
import type { RunStore } from './store.ts';
import type { PackEvent } from './trial-state.ts';
import { TrialStates } from './trial-states.ts';
import { trialsIn } from './trials-in.ts';
import { validateCompletion } from './validate.ts';

export interface RunParts extends PackCut {
  readonly manifest: Manifest;
  readonly ledger: Ledger;
  readonly store: RunStore;
  readonly manager: JetStreamManager;
  readonly client: JetStreamClient;
  readonly now?: () => Date;
}

export type { Answer, Recording };

export class Run {
  readonly manifest: Manifest;
  readonly events = new Listeners<RunEvent>();
  /** Settles when every trial has its outcome; rejects when the run cannot go on (RUN_STORE_LOST). */
  readonly done: Promise<void>;

  readonly #parts: RunParts;
  readonly #states: TrialStates;
  readonly #book: AttemptBook;
  readonly #packs: KnownPacks;
  readonly #decisions: Decisions;
  readonly #releases = new Releases();
  readonly #packsInOrder = new OneAtATime();
  readonly #now: () => Date;
  /** Outcomes that the ledger had when it was last counted. */
  #counted = 0;
  #leaving: (worker: string) => boolean = () => false;
  #stopWatching: () => void = () => undefined;
  #finish!: () => void;
  #fail!: (error: unknown) => void;

  private constructor(parts: RunParts) {
    const { manifest, store, manager } = parts;
    this.#parts = parts;
    this.manifest = manifest;
    this.#now = parts.now ?? (() => new Date());
    this.#states = new TrialStates(manifest.trials);
    this.#book = new AttemptBook(store, manifest.run);
    this.#packs = new KnownPacks(manager, manifest.run);
    this.#decisions = new Decisions({
      ...{ manifest, states: this.#states, book: this.#book, now: this.#now },
      publish: (packs) => this.#publish(packs),
      record: (outcome) => this.#record(outcome),
      tell: (event) => this.events.emit(event),
    });
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    // Whoever waits for `done` hears of a failure; nobody else has to.
    this.done.catch(() => undefined);
  }

  /** Takes up a run where its ledger and its queue stand. */
  static async open(parts: RunParts, listener?: (event: RunEvent) => void): Promise<Run> {
    const run = new Run(parts);
    if (listener) run.events.add(listener);
    run.#stopWatching = await parts.ledger.watch(
      (outcome, old) => run.#take(outcome, old),
      (error) => run.#fail(error),
    );
    await run.reconcile();
    return run;
  }

  /** Outcomes recorded so far. */
  get recorded(): number {
    return this.#states.recorded;
  }

  /** All outcomes, as the ledger has them. */
  outcomes(): Promise<Outcome[]> {
    return this.#parts.ledger.all();
  }

  /**
   * From here on workers of whom this holds get no pack: they finish what they hold, and can then be ended
   * without any loss.
   */
  setDraining(leaving: (worker: string) => boolean): void {
    this.#leaving = leaving;
  }

  /** The run is no longer this coordinator's: whoever waits for `done` hears why. */
  abandon(error: FanoutError): void {
    this.close();
    this.#fail(error);
  }

  /** Stops listening to the ledger. The run itself stays as it is and can be opened again. */
  close(): void {
    this.#stopWatching();
  }

  /** Republishes what the manifest has and neither ledger nor queue has; notices a ledger that was lost. */
  async reconcile(): Promise<void> {
    const { manager, ledger } = this.#parts;
    try {
      // In this order: a trial that leaves the queue after it was read has been recorded before.
      const queued = await queuedTrials(manager, this.manifest.run);
      const count = await ledger.check(this.recorded);
      // There were more at the last look already: whatever should have told of them, a watch or an answer,
      // did not.
      if (this.recorded < this.#counted) for (const outcome of await ledger.all()) this.#take(outcome, false);
      this.#counted = count;
      const packs = missingPacks(this.manifest.study, this.#states, queued, this.#parts);
      if (packs.length === 0) return;
      await this.#publish(packs);
      this.events.emit({ kind: 'reconciled', republished: packs.flatMap(({ trials }) => trials).length });
    } catch (error) {
      // A queue that is gone went with its storage, as a rule: then the ledger says what that means for the
      // run.
      const found = isMissing(error) ? await ledger.check(this.recorded).then(() => error, same) : error;
      if (found instanceof FanoutError && found.code === 'RUN_STORE_LOST') this.#fail(found);
      throw found;
    }
  }

  /** A worker has received a pack. Throws TRIAL_UNKNOWN, also for a pack that nobody put into the queue. */
  async begin(delivery: Delivery): Promise<Answer> {
    const { pack, worker } = delivery;
    if (this.#leaving(worker)) return { decision: 'return' };
    const trials = trialsIn(pack, this.manifest);
    return this.#packsInOrder.run(pack, async () => {
      const prior = await this.#packs.priorAttempts(pack);
      if (prior === undefined)
        throw new FanoutError(
          'TRIAL_UNKNOWN',
          `pack ${pack} of run ${this.manifest.run} is not in the queue`,
        );
      const before = await this.#book.before(delivery);
      this.#releases.forget(pack, worker);
      const event: PackEvent = { kind: 'begin', attemptsBefore: prior + before };
      return this.#decisions.after(event, { pack, trials, worker }, (attempt) =>
        this.#book.begins(delivery, before, attempt),
      );
    });
  }

  /** A worker could not finish a pack. Counts once, however often it is said. Throws TRIAL_UNKNOWN. */
  async release(release: Release, code: string, reason: string): Promise<Answer> {
    const { pack, worker, attempt } = release;
    const trials = trialsIn(pack, this.manifest);
    return this.#packsInOrder.run(pack, async () => {
      const told = await this.#book.told(pack, worker, attempt);
      // Of an attempt that it was never told to make a worker can say nothing.
      if (!told) return { decision: 'return' };
      return this.#releases.once({ pack, worker, attempt: told.attempt ?? attempt }, async () => {
        const event = released(this.manifest, code, reason);
        this.events.emit({ kind: 'released', pack, worker, code: event.code, reason, trials });
        return this.#decisions.after(event, { pack, trials, worker });
      });
    });
  }

  /** What the program of an attempt has written; taken only of who was told to make that attempt. */
  async keepLog(pack: string, log: ProgramLog): Promise<void> {
    const told = await this.#book.told(pack, log.worker, log.attempt);
    if (told && trialsIn(pack, this.manifest).includes(log.trial)) this.events.emit({ kind: 'log', ...log });
  }

  /** A worker has the outcome of a trial. The first valid one is recorded. */
  async complete(request: CompleteRequest__Output): Promise<Recording> {
    const outcome = validateCompletion(this.manifest, request, this.#now());
    if (typeof outcome === 'string') return this.#reject(request, outcome);
    const { worker, attempt } = outcome;
    if (!(await this.#book.told(request.pack, worker, attempt)))
      return this.#reject(
        request,
        `worker ${worker} was never told to train pack ${request.pack} as attempt ${attempt}`,
      );
    try {
      return { recording: await this.#record(outcome) };
    } catch (error) {
      // The ledger cannot hold it, at any try: the attempt counts as failed, and is not made for ever.
      if (error instanceof FanoutError && error.code === 'OUTCOME_INVALID')
        return this.#reject(request, error.message);
      throw error;
    }
  }

  #reject({ trial, worker }: CompleteRequest__Output, reason: string): Recording {
    this.events.emit({ kind: 'rejected', trial, worker: worker?.worker ?? '', reason });
    return { recording: 'rejected', reason };
  }

  async #record(outcome: Outcome): Promise<'recorded' | 'already'> {
    const recording = await this.#parts.ledger.record(outcome);
    if (recording === 'already')
      this.events.emit({ kind: 'duplicate', trial: outcome.trial, worker: outcome.worker });
    // Not left to the watch alone: the next decision must know it. What has been taken is not taken again.
    if (recording === 'recorded') this.#take(outcome, false);
    return recording;
  }

  #take(outcome: Outcome, old: boolean): void {
    if (!this.#states.record(outcome.trial)) return;
    this.events.emit({ kind: 'recorded', outcome, old });
    if (this.recorded === this.manifest.trials) void this.#confirmDone();
  }

  async #confirmDone(): Promise<void> {
    try {
      await this.#parts.ledger.check(this.manifest.trials);
      this.events.emit({ kind: 'done' });
      this.#finish();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #publish(packs: readonly PackOrder[]): Promise<void> {
    // Known before a worker can have one.
    this.#packs.add(packs);
    await publishPacks(this.#parts.client, this.manifest.run, packs);
  }
}

const same = (error: unknown) => error;
