/**
 * The coordinator on Kubernetes, as a table of contents: follow the Studies → decide what each needs → work
 * on one at a time → say in its status how it stands. Every decision is in `study/decide.ts`; this file
 * carries them out.
 */
import { asFanoutError, type FanoutError } from '../proto/errors.ts';
import { type Followed, follow } from './api/follow.ts';
import type { StudyStatus } from './resource/status.ts';
import { Backoff } from './study/backoff.ts';
import { type ConductParts, conduct, removeRun } from './study/conduct.ts';
import { FINALIZER, nextSteps, type Step } from './study/decide.ts';
import { EventThrottle } from './study/event-throttle.ts';
import { failureOf } from './study/failure.ts';
import { nameOf, type StudyObject, specHash } from './study/object.ts';
import { StatusWriter } from './study/status-writer.ts';
import { dismissOrphans, dismissWorkers } from './workers/dismiss.ts';

export interface OperatorOptions extends ConductParts {
  readonly signal: AbortSignal;
  /** Before a Study that could not be worked on is tried again; longer and longer, up to `longestRetryMs`. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

interface Work {
  readonly uid: string;
  readonly specHash: string;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Even when the API server tells nothing, things are looked at this often. */
const LOOK_MS = 10_000;
/** Trouble that lasts is an event of its Study this often. */
const WARN_AGAIN_MS = 10 * 60_000;
/** How often it is looked whether workers are left that no Study needs. */
const ORPHANS_MS = 60_000;

export class Operator {
  readonly #options: OperatorOptions;
  readonly #studies: Followed<StudyObject>;
  /** This process alone writes them. */
  readonly #written = new Map<string, StudyStatus>();
  readonly #warnings = new EventThrottle(WARN_AGAIN_MS);
  readonly #orphans = new EventThrottle(ORPHANS_MS);
  readonly #backoff: Backoff;
  #work: Work | undefined;
  #wake: () => void = () => undefined;

  constructor(options: OperatorOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.retryMs, options.longestRetryMs);
    this.#studies = follow(options.cluster.studies, {
      key: ({ metadata }) => metadata.uid,
      versionOf: ({ metadata }) => metadata.resourceVersion,
      onChange: () => this.#wake(),
      onTrouble: (error) => options.log('cannot follow the studies; will try again', { error }),
      signal: options.signal,
    });
    options.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Whether the list of Studies is current. */
  get following(): boolean {
    return this.#studies.current();
  }

  /** The Study of that name, as it is known here; undefined where this installation has none. */
  study(namespace: string, name: string): StudyObject | undefined {
    return this.#items().find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  }

  /** Works until `signal` ends it. Runs and workers stay as they are: the next coordinator takes them up. */
  async run(): Promise<void> {
    const { signal, log } = this.#options;
    while (!signal.aborted) {
      const changed = this.#changed();
      if (this.#studies.current()) {
        const items = this.#items();
        for (const step of nextSteps(items, this.#work, this.#backoff.delayed(items))) {
          await this.#take(step).catch((error: Error) =>
            log('a step failed; will try again', { step: step.kind, error: error.message }),
          );
        }
        if (this.#orphans.due('look')) await dismissOrphans(this.#options, () => this.#items());
      }
      await changed;
    }
    this.#work?.controller.abort(new Error('the coordinator is stopping'));
    await Promise.all([this.#work?.ended, this.#studies.ended]);
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

  /**
   * The Studies, each with the status that was written last: what the API server tells may be older than
   * that.
   */
  #items(): StudyObject[] {
    const items = this.#studies.items();
    for (const uid of this.#written.keys())
      if (!items.some(({ metadata }) => metadata.uid === uid)) this.#written.delete(uid);
    return items.map((study) => this.#withStatus(study));
  }

  #withStatus(study: StudyObject): StudyObject {
    const status = this.#written.get(study.metadata.uid);
    return status ? { ...study, status } : study;
  }

  #writer(study: StudyObject): StatusWriter {
    const { uid } = study.metadata;
    const newest = () =>
      this.#withStatus(this.#studies.items().find(({ metadata }) => metadata.uid === uid) ?? study);
    const written = (status: StudyStatus) => this.#written.set(uid, status);
    return new StatusWriter(this.#options.cluster, newest, written, this.#warnings);
  }

  async #take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'stop':
        this.#work?.controller.abort(new Error(`the study was ${step.why}`));
        await this.#work?.ended;
        return;
      case 'clean':
        return this.#clean(step.study);
      case 'conduct':
        return this.#begin(step.study);
      case 'wait': {
        const message = `one study is worked on at a time: it waits for ${step.behind}`;
        return this.#writer(step.study).write({ state: 'Waiting' }, [
          { type: 'Running', holds: false, reason: 'Waiting', message },
        ]);
      }
      case 'pause':
        return this.#pause(step.study);
    }
  }

  async #pause(study: StudyObject): Promise<void> {
    const run = study.status?.run;
    // Paused while no coordinator was there: an earlier one was seen at work on it, and nobody is to miss it.
    if (run !== undefined) await this.#options.coordinator.closeRun(run, { active: false });
    await this.#writer(study).write({ state: 'Paused', workers: 0 }, [
      { type: 'Running', holds: false, reason: 'Paused', message: 'spec.workers.max is 0' },
    ]);
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
    await this.#writer(study).tell(
      'Normal',
      'Cancelled',
      `${run === undefined ? 'it' : `run ${run}`} and its workers are gone`,
    );
    log('study is gone', { study: nameOf(study), run });
  }

  #begin(study: StudyObject): void {
    const { uid } = study.metadata;
    const controller = new AbortController();
    const status = this.#writer(study);
    const ended = conduct(this.#options, status.study, status, controller.signal)
      .then(() => this.#backoff.succeeded(study))
      .catch((thrown) => this.#failed(study, status, asFanoutError(thrown), controller.signal))
      .finally(() => {
        this.#work = undefined;
        this.#wake();
      });
    this.#work = { uid, specHash: specHash(study), controller, ended };
  }

  async #failed(
    study: StudyObject,
    status: StatusWriter,
    error: FanoutError,
    signal: AbortSignal,
  ): Promise<void> {
    const { log } = this.#options;
    if (signal.aborted) return;
    const { final, state, news } = failureOf(error);
    log(final ? 'study cannot be run' : 'study could not be worked on; will try again', {
      study: nameOf(study),
      code: error.code,
      error: error.message,
    });
    // The workers first: one that has ended is not looked at again. Whatever fails or breaks off here is done
    // again with the next try.
    const { run } = status.status;
    const ended = final && (run === undefined || (await dismissWorkers(this.#options, run)));
    const said = await status
      .write(ended ? { state, specHash: specHash(study), workers: 0 } : {}, [news])
      .then(
        () => true,
        () => false,
      );
    await status.warn(error.code, news.message);
    if (ended && said) return;
    const wait = this.#backoff.failed(status.study());
    setTimeout(() => this.#wake(), wait + 1).unref();
  }
}
