/**
 * The coordinator on Kubernetes, as a table of contents: follow the Studies → decide what each needs → serve
 * as many as there are places, each for itself → say in its status how it stands. Every decision is in
 * `study/decide.ts`; this file carries them out, and waits for none of them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { asFanoutError, type FanoutError } from '../proto/errors.ts';
import { type Standing, WorkerShares } from './sharing/worker-shares.ts';
import { Backoff } from './study/backoff.ts';
import { StudyBook } from './study/book.ts';
import { type ConductParts, conduct, removeRun } from './study/conduct.ts';
import { FINALIZER, nextSteps, type Step } from './study/decide.ts';
import { EventThrottle } from './study/event-throttle.ts';
import { failureOf } from './study/failure.ts';
import { runningNews } from './study/idle.ts';
import { mayHaveWorkers, nameOf, type StudyObject, specHash } from './study/object.ts';
import { Priorities } from './study/priorities.ts';
import { standingOf } from './study/standing.ts';
import type { StatusWriter } from './study/status-writer.ts';
import { type Orders, Works } from './study/works.ts';
import { dismissOrphans, dismissWorkers } from './workers/dismiss.ts';

export interface OperatorOptions extends Omit<ConductParts, 'shares' | 'priorityOf'> {
  readonly signal: AbortSignal;
  /** The most Studies that are served at once; at least 1. */
  readonly mostStudies: number;
  /** The most workers of all Studies together; Infinity for no bound. */
  readonly mostWorkers: number;
  /** Before a Study that could not be worked on is tried again; longer and longer, up to `longestRetryMs`. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

/** Even when the API server tells nothing, things are looked at this often. */
const LOOK_MS = 10_000;
/** Trouble that lasts is an event of its Study this often. */
const WARN_AGAIN_MS = 10 * 60_000;
/** Before a short step that failed is tried again, at most. */
const CHORE_AGAIN_MS = 2_000;
/** How often it is looked whether workers are left that no Study needs. */
const ORPHANS_MS = 60_000;

export class Operator {
  readonly #options: OperatorOptions;
  readonly #parts: ConductParts;
  readonly #studies: StudyBook;
  readonly #warnings = new EventThrottle(WARN_AGAIN_MS);
  readonly #orphans = new EventThrottle(ORPHANS_MS);
  readonly #backoff: Backoff;
  readonly #works: Works;
  readonly #priorities: Priorities;
  #wake: () => void = () => undefined;

  constructor(options: OperatorOptions) {
    const { cluster, log, signal, mostWorkers, retryMs, longestRetryMs } = options;
    this.#options = options;
    this.#backoff = new Backoff(retryMs, longestRetryMs);
    this.#works = new Works(() => this.#wake());
    this.#priorities = new Priorities(cluster, log, () => this.#wake());
    const shares = new WorkerShares({ total: mostWorkers, ofNamespace: () => Number.POSITIVE_INFINITY });
    this.#parts = { ...options, shares, priorityOf: (study) => this.#priorities.of(study) };
    this.#studies = new StudyBook({ ...options, onChange: () => this.#wake(), warnings: this.#warnings });
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Whether the list of Studies is current. */
  get following(): boolean {
    return this.#studies.current;
  }

  /** The Study of that name, as it is known here; undefined where this installation has none. */
  study(namespace: string, name: string): StudyObject | undefined {
    return this.#studies
      .items()
      .find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  }

  /** Works until `signal` ends it. Runs and workers stay as they are: the next coordinator takes them up. */
  async run(): Promise<void> {
    const { signal, mostStudies } = this.#options;
    while (!signal.aborted) {
      const changed = this.#changed();
      if (this.#studies.current) {
        const items = this.#studies.items();
        this.#priorities.refresh(items);
        this.#parts.shares.look(this.#standings(items));
        const steps = nextSteps(items, {
          works: this.#works.current,
          delayed: this.#backoff.delayed(items),
          mostStudies,
          priorityOf: (study) => this.#priorities.of(study),
        });
        for (const step of steps) this.#take(step);
        if (this.#orphans.due('look')) void dismissOrphans(this.#options, () => this.#studies.items());
      }
      await changed;
    }
    await Promise.all([this.#works.stopAll('the coordinator is stopping'), this.#studies.ended]);
  }

  /**
   * Settles at the next change, or after a while. Asked for before the look, so that no change is missed
   * during it.
   */
  #changed(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** What is known of the workers of Studies that have not been heard since this process began. */
  #standings(items: readonly StudyObject[]): Standing[] {
    const { current } = this.#works;
    return items
      .filter((study) => current.has(study.metadata.uid) || mayHaveWorkers(study))
      .map((study) => standingOf(study, this.#priorities.of(study)));
  }

  #take(step: Step): void {
    switch (step.kind) {
      case 'stop':
        this.#works.stop(step.uid, `the study was ${step.why}`);
        break;
      case 'yield':
      case 'keep':
        this.#works.yield(step.uid, step.kind === 'yield');
        break;
      case 'serve':
        this.#serve(step.study);
        break;
      case 'clean':
        this.#chore(step, () => this.#clean(step.study));
        break;
      case 'wait':
        this.#chore(step, () =>
          this.#studies
            .writer(step.study)
            .write({ state: 'Waiting' }, [
              { type: 'Running', holds: false, reason: 'Waiting', message: step.message },
            ]),
        );
        break;
      case 'suspend':
        this.#chore(step, () => this.#suspend(step.study));
        break;
      case 'observe':
        this.#chore(step, () => this.#studies.writer(step.study).write({}));
        break;
    }
  }

  /** A short step for one Study; the others do not wait for it. */
  #chore({ kind, study }: { kind: string; study: StudyObject }, act: () => Promise<void>): void {
    const { log, retryMs } = this.#options;
    this.#works.begin(study.metadata.uid, { kind: 'chore', specHash: specHash(study) }, ({ signal }) =>
      act().catch((error: Error) => {
        log('a step failed; will try again', { step: kind, study: nameOf(study), error: error.message });
        return pause(Math.min(retryMs, CHORE_AGAIN_MS), undefined, { signal }).catch(() => undefined);
      }),
    );
  }

  async #suspend(study: StudyObject): Promise<void> {
    const run = study.status?.run;
    // Suspended while no coordinator was there: an earlier one was seen at work on it, and nobody is to miss
    // it.
    if (run !== undefined) await this.#options.coordinator.closeRun(run, { active: false });
    await this.#studies
      .writer(study)
      .write({ state: 'Suspended', workers: 0 }, runningNews(study, 'suspended'));
  }

  async #clean(study: StudyObject): Promise<void> {
    const { cluster, log } = this.#options;
    const run = study.status?.run;
    if (run !== undefined) await removeRun(this.#options, run);
    await cluster.setFinalizers(
      study,
      (study.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER),
    );
    // Only now: a conflict above is tried again, and this is to be told once.
    await this.#studies
      .writer(study)
      .tell('Normal', 'Cancelled', `${run === undefined ? 'it' : `run ${run}`} and its workers are gone`);
    log('study is gone', { study: nameOf(study), run });
  }

  #serve(study: StudyObject): void {
    const { uid } = study.metadata;
    this.#works.begin(uid, { kind: 'run', specHash: specHash(study) }, async (orders) => {
      const status = this.#studies.writer(study);
      await conduct(this.#parts, status.study, status, orders)
        .then(() => this.#backoff.succeeded(study))
        .catch((thrown) => this.#failed(study, status, asFanoutError(thrown), orders));
    });
  }

  async #failed(
    study: StudyObject,
    status: StatusWriter,
    error: FanoutError,
    { signal }: Orders,
  ): Promise<void> {
    const { log } = this.#options;
    if (signal.aborted) return;
    const { final, state, reason, message, news } = failureOf(error);
    log(final ? 'study cannot be run' : 'study could not be worked on; will try again', {
      study: nameOf(study),
      code: error.code,
      error: error.message,
    });
    // The workers first: one that has ended is not looked at again. Whatever fails or breaks off here is done
    // again with the next try.
    const { run } = status.status;
    const ended = final && (run === undefined || (await dismissWorkers(this.#options, run)));
    const said = await status.write(ended ? { state, specHash: specHash(study), workers: 0 } : {}, news).then(
      () => true,
      () => false,
    );
    await status.warn(reason, message);
    if (ended && said) return;
    const wait = this.#backoff.failed(status.study());
    setTimeout(() => this.#wake(), wait + 1).unref();
  }
}
