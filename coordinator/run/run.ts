/**
 * A run in progress: publishes what is missing, decides what becomes of each pack that a worker holds, records outcomes, and
 * is done when the ledger is as long as the manifest. Every decision is in `trial-state.ts` and `plan.ts`; this file
 * carries them out.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { type ErrorCode, FanoutError, isErrorCode } from '../../proto/errors.ts';
import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import { trialAt } from '../../proto/grid.ts';
import type { Manifest } from '../../proto/manifest.ts';
import { trialsOfPack } from '../../proto/packs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isMissing } from '../ledger/missing.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { KnownPacks } from '../queue/known-packs.ts';
import { type PackOrder, publishPacks, queuedTrials } from '../queue/packs.ts';
import type { Answer, Recording } from './answer.ts';
import { AttemptBook, type Delivery } from './attempts.ts';
import { Listeners, type RunEvent } from './events.ts';
import { type HandBack, HandBacks } from './hand-backs.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { measuredCost, planPacks } from './plan.ts';
import { sharingGraph } from './share.ts';
import type { RunStore } from './store.ts';
import {
  FRESH,
  type Instruction,
  onPack,
  onRecorded,
  type PackEvent,
  type TrialState,
} from './trial-state.ts';
import { validateCompletion } from './validate.ts';

export interface RunParts {
  readonly manifest: Manifest;
  readonly ledger: Ledger;
  readonly store: RunStore;
  readonly manager: JetStreamManager;
  readonly client: JetStreamClient;
  /** Workers to plan the packs for. */
  readonly workers: number;
  /** The most trials in one pack. */
  readonly largestPack?: number;
  readonly now?: () => Date;
}

export type { Answer, Recording };

export class Run {
  readonly manifest: Manifest;
  readonly events = new Listeners<RunEvent>();
  /** Settles when every trial has its outcome; rejects when the run cannot go on (RUN_STORE_LOST). */
  readonly done: Promise<void>;

  readonly #parts: RunParts;
  readonly #states = new Map<number, TrialState>();
  readonly #book: AttemptBook;
  readonly #packs: KnownPacks;
  readonly #handBacks = new HandBacks();
  readonly #packsInOrder = new OneAtATime();
  #recorded = 0;
  /** Outcomes that the ledger had when it was last counted. */
  #counted = 0;
  #attempts = 0;
  #leaving: (worker: string) => boolean = () => false;
  #stopWatching: () => void = () => undefined;
  #finish!: () => void;
  #fail!: (error: unknown) => void;

  private constructor(parts: RunParts) {
    this.#parts = parts;
    this.manifest = parts.manifest;
    this.#book = new AttemptBook(parts.store, parts.manifest.run);
    this.#packs = new KnownPacks(parts.manager, parts.manifest.run);
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
    return this.#recorded;
  }

  /** Attempts begun since this coordinator took the run up. */
  get attempts(): number {
    return this.#attempts;
  }

  /** All outcomes, as the ledger has them. */
  outcomes(): Promise<Outcome[]> {
    return this.#parts.ledger.all();
  }

  /** From here on workers of whom this holds get no pack: they finish what they hold, and can then be ended without any loss. */
  letLeave(leaving: (worker: string) => boolean): void {
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
      const count = await ledger.check(this.#recorded);
      // There were more at the last look already: whatever should have told of them, a watch or an answer, did not.
      if (this.#recorded < this.#counted)
        for (const outcome of await ledger.all()) this.#take(outcome, false);
      this.#counted = count;
      const missing = this.#openTrials().filter((trial) => !queued.has(trial));
      if (missing.length === 0) return;
      const packs = planPacks({
        groups: sharingGraph(this.manifest.study, missing),
        workers: this.#parts.workers,
        cost: measuredCost,
        ...(this.#parts.largestPack ? { largest: this.#parts.largestPack } : {}),
      });
      await this.#publish(
        packs.map((trials) => ({
          trials,
          priorAttempts: Math.max(...trials.map((trial) => this.#failures(trial))),
        })),
      );
      this.events.emit({ kind: 'reconciled', republished: missing.length });
    } catch (error) {
      // A queue that is gone went with its storage, as a rule: then the ledger says what that means for the run.
      const found = isMissing(error) ? await ledger.check(this.#recorded).then(() => error, same) : error;
      if (found instanceof FanoutError && found.code === 'RUN_STORE_LOST') this.#fail(found);
      throw found;
    }
  }

  /** A worker has received a pack. Throws TRIAL_UNKNOWN, also for a pack that nobody put into the queue. */
  async begin(delivery: Delivery): Promise<Answer> {
    const { pack, worker } = delivery;
    if (this.#leaving(worker)) return { decision: 'return' };
    this.#trialsOf(pack);
    return this.#packsInOrder.run(pack, async () => {
      const prior = await this.#packs.priorAttempts(pack);
      if (prior === undefined)
        throw new FanoutError(
          'TRIAL_UNKNOWN',
          `pack ${pack} of run ${this.manifest.run} is not in the queue`,
        );
      const before = await this.#book.before(delivery);
      this.#handBacks.forget(pack, worker);
      const event: PackEvent = { kind: 'begin', attemptsBefore: prior + before };
      return this.#apply(pack, event, worker, (attempt) => this.#book.begins(delivery, before, attempt));
    });
  }

  /** A worker could not finish a pack. Counts once, however often it is said. Throws TRIAL_UNKNOWN. */
  async giveBack(handBack: HandBack, code: string, reason: string): Promise<Answer> {
    const { pack, worker, attempt } = handBack;
    const trials = this.#trialsOf(pack);
    return this.#packsInOrder.run(pack, async () => {
      const told = await this.#book.told(pack, worker, attempt);
      // Of an attempt that it was never told to make a worker can say nothing.
      if (!told) return { decision: 'return' };
      return this.#handBacks.once({ pack, worker, attempt: told.attempt ?? attempt }, async () => {
        const known: ErrorCode = isErrorCode(code) ? code : 'INTERNAL';
        this.events.emit({ kind: 'given_back', pack, worker, code: known, reason, trials });
        const event: PackEvent = { kind: 'given_back', code: known, reason: reason.slice(0, 1000) };
        return this.#apply(pack, event, worker);
      });
    });
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

  /** `begins`: to be done before a worker is told to train. */
  async #apply(
    pack: string,
    event: PackEvent,
    worker: string,
    begins: (attempt: number) => Promise<void> = async () => undefined,
  ): Promise<Answer> {
    const trials = this.#trialsOf(pack);
    const { states, instructions } = onPack(
      new Map(trials.map((trial) => [trial, this.#state(trial)])),
      event,
    );
    for (const [trial, state] of states) this.#states.set(trial, state);
    let answer: Answer = { decision: 'return' };
    for (const instruction of instructions)
      answer = (await this.#carryOut(instruction, pack, worker, begins)) ?? answer;
    return answer;
  }

  async #carryOut(
    instruction: Instruction,
    pack: string,
    worker: string,
    begins: (attempt: number) => Promise<void>,
  ): Promise<Answer | undefined> {
    switch (instruction.kind) {
      case 'train': {
        const { trials, attempt } = instruction;
        await begins(attempt);
        this.#attempts += trials.length;
        this.events.emit({ kind: 'began', pack, trials, attempt, worker });
        return { decision: 'train', trials, attempt };
      }
      case 'publish':
        await this.#publish(instruction.packs);
        this.events.emit({ kind: 'split', pack, into: instruction.packs.length });
        return undefined;
      case 'fail':
        for (const trial of instruction.trials) {
          await this.#record(this.#failure(trial, instruction.attempt, worker, instruction.reason));
        }
        return undefined;
      case 'forget_attempt':
        await this.#book.forget(pack, worker);
        return undefined;
      case 'discard':
      case 'return':
        return { decision: instruction.kind };
    }
  }

  #failure(trial: number, attempt: number, worker: string, reason: string): Outcome {
    const { key } = trialAt(this.manifest.study, trial);
    const shared = {
      metrics: {},
      history: {},
      findings: [],
      seconds: 0,
      recordedAt: this.#now().toISOString(),
    };
    return {
      trial,
      key,
      status: 'failed',
      reason,
      attempt: Math.max(1, attempt),
      worker,
      backend: '',
      ...shared,
    };
  }

  #take(outcome: Outcome, old: boolean): void {
    if (this.#state(outcome.trial).kind === 'recorded') return;
    this.#states.set(outcome.trial, onRecorded());
    this.#recorded += 1;
    this.events.emit({ kind: 'recorded', outcome, old });
    if (this.#recorded === this.manifest.trials) void this.#confirmDone();
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

  #trialsOf(pack: string): readonly number[] {
    const trials = trialsOfPack(pack);
    if (!trials || trials.some((trial) => trial >= this.manifest.trials)) {
      const text = JSON.stringify(pack.slice(0, 80));
      throw new FanoutError(
        'TRIAL_UNKNOWN',
        `pack ${text} is not of run ${this.manifest.run}, which has ${this.manifest.trials} trials`,
      );
    }
    return trials;
  }

  #state(trial: number): TrialState {
    return this.#states.get(trial) ?? FRESH;
  }

  #failures(trial: number): number {
    const state = this.#state(trial);
    return state.kind === 'open' ? state.failures : 0;
  }

  #openTrials(): number[] {
    const open: number[] = [];
    for (let trial = 0; trial < this.manifest.trials; trial++)
      if (this.#state(trial).kind === 'open') open.push(trial);
    return open;
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date();
  }
}

const same = (error: unknown) => error;
