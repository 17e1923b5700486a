/** One attempt at a trial: its files, its program from start to end, and what came of it. */
import type { Trial } from '../../../study/grid.ts';
import { SECONDS_METRIC } from '../../../study/known-metrics.ts';
import type { AttemptResult, TrainingObserver } from '../trainer.ts';
import { failureOfEnding } from './ending.ts';
import { Hearing } from './hearing.ts';
import { History } from './history.ts';
import { KeptHistory } from './kept-history.ts';
import { oomKills, recentOomKills } from './oom-kills.ts';
import { overwrite } from './overwrite.ts';
import type { PackSteps } from './pack-steps.ts';
import { type AttemptPlaces, placesOf, unlessUnwritable } from './places.ts';
import { type Program, type ProgramExit, startProgram } from './program.ts';
import { programCall, trialFileOf } from './program-call.ts';
import { Recorder } from './recorder.ts';
import { reportOf } from './report.ts';
import type { Setting } from './setting.ts';
import type { SplitFiles } from './split-files.ts';
import { startFacts } from './start-facts.ts';
import { startFailure } from './start-failure.ts';
import { checkpointIn, startingPoint } from './starting-point.ts';
import type { TrialFile } from './trial-file.ts';
import { type Limit, Watch } from './watch.ts';

export interface Attempt {
  readonly trial: Trial;
  /** From 1. */
  readonly attempt: number;
  /** The trial's place in its pack. */
  readonly place: number;
  readonly split: SplitFiles | undefined;
  readonly steps: PackSteps;
}

/**
 * Runs it to its end. Throws the signal's reason when that is aborted, once nothing of the program is left;
 * PROGRAM_MISSING and OUTPUT_UNWRITABLE, which no other trial would do better with.
 */
export async function runAttempt(
  setting: Setting,
  attempt: Attempt,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const places = placesOf(setting.root, setting.checkpoints, attempt.trial.key);
  let complete = false;
  try {
    await setting.directories.make(places);
    const file = trialFileOf(setting, attempt.trial, attempt.attempt, places, attempt.split);
    unlessUnwritable(places.trialFile, () => overwrite(places.trialFile, JSON.stringify(file)));
    const result = await new Running(setting, attempt, places, observer, signal).toEnd(file);
    complete = result.status === 'completed';
    return result;
  } finally {
    await setting.directories.clear(places, complete);
  }
}

/** A program while it runs, with all that hears it. */
class Running {
  readonly #setting: Setting;
  readonly #attempt: Attempt;
  readonly #places: AttemptPlaces;
  readonly #signal: AbortSignal;
  readonly #history: History;
  readonly #hearing: Hearing;
  readonly #watch: Watch;
  readonly #oomKills = recentOomKills();
  readonly #startedAt = performance.now();
  #program: Program | undefined;
  #limit: Limit | undefined;

  constructor(
    setting: Setting,
    attempt: Attempt,
    places: AttemptPlaces,
    observer: TrainingObserver,
    signal: AbortSignal,
  ) {
    [this.#setting, this.#attempt, this.#places, this.#signal] = [setting, attempt, places, signal];
    const { trainer, metrics } = setting.manifest.study;
    const kept = new KeptHistory(places.history, attempt.attempt, (error) =>
      setting.log('cannot keep what the program reports for its next attempt', {
        trial: attempt.trial.key,
        error: error.message,
      }),
    );
    const before = kept.read();
    this.#history = new History(
      metrics.map(({ name }) => name),
      before,
    );
    const { place, steps } = attempt;
    const recorder = new Recorder({ history: this.#history, kept, steps, place, observer, signal });
    this.#watch = new Watch({
      quietMs: trainer.quietSeconds * 1000,
      ...(trainer.timeoutSeconds === undefined ? {} : { timeoutMs: trainer.timeoutSeconds * 1000 }),
      onAlive: () => signal.aborted || observer.onProgress(),
      onLimit: (limit) => {
        this.#limit = limit;
        this.#program?.stop();
      },
    });
    this.#hearing = new Hearing({
      ...{ from: trainer.metrics, metricsFile: places.metrics, recorder, watch: this.#watch },
      onOutput: setting.onOutput,
    });
    this.#tellStart(before.length);
  }

  async toEnd(file: TrialFile): Promise<AttemptResult> {
    const stop = () => this.#program?.stop();
    try {
      this.#signal.throwIfAborted();
      this.#signal.addEventListener('abort', stop, { once: true });
      const exit = await this.#run(file);
      this.#hearing.end(exit.status === 0 && this.#limit === undefined);
      this.#signal.throwIfAborted();
      const output = this.#hearing.log.text();
      return { ...this.#result(exit, output), log: Buffer.from(output) };
    } finally {
      this.#signal.removeEventListener('abort', stop);
      this.#watch.end();
      this.#hearing.end(false);
    }
  }

  /**
   * At the head of the log of an attempt that is not the first, and in the worker's: how much work it starts
   * from. One that did not count leaves its number to the next, and what it has kept.
   */
  #tellStart(epochs: number): void {
    const { attempt, trial } = this.#attempt;
    const checkpoint = checkpointIn(this.#places.checkpoint);
    if (attempt === 1 && epochs === 0 && checkpoint.files === 0) return;
    this.#hearing.log.add(Buffer.from(startingPoint(attempt, epochs, checkpoint)));
    this.#setting.log('a program starts again', { trial: trial.key, attempt, epochs, ...checkpoint });
  }

  async #run(file: TrialFile): Promise<ProgramExit> {
    const call = programCall(this.#setting, file, this.#places);
    try {
      this.#program = startProgram(this.#setting.host, call, this.#hearing);
      return await this.#program.ended;
    } catch (error) {
      const { command, directory, environment } = call;
      throw startFailure(error, startFacts(command[0]!, directory, environment.PATH));
    }
  }

  #result(exit: ProgramExit, output: string): AttemptResult {
    const { study } = this.#setting.manifest;
    const { metrics, objective, trainer } = study;
    const killed = exit.signal !== null || exit.status !== 0;
    const error = failureOfEnding({
      ...{ trial: this.#attempt.trial.key, exit, trainer, output },
      ...(this.#limit === undefined ? {} : { limit: this.#limit }),
      oomKilled: killed && oomKills() > this.#oomKills,
      objective: objective.metric,
      reported: this.#history.last.has(objective.metric),
      names: [...this.#history.last.keys()],
    });
    if (error) return { status: 'failed', error };
    if (trainer.metrics === 'none')
      this.#history.add({ metrics: { [SECONDS_METRIC]: (performance.now() - this.#startedAt) / 1000 } });
    return { status: 'completed', report: reportOf(this.#history, { metrics, objective, of: trainer.of }) };
  }
}
