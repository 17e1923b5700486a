/**
 * The trainer that runs a program of the user's own: one program at a time, once for each attempt at a trial.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FanoutError } from '../../../proto/errors.ts';
import { armIndex } from '../../../study/grid.ts';
import type { Manifest } from '../../../study/manifest.ts';
import { epochsOfArms, isNetworkStudy } from '../../../study/study.ts';
import { interrupted } from '../../../waiting/interruption.ts';
import type { AttemptResult, PackJob, Trainer, TrainerDescription, TrainingObserver } from '../trainer.ts';
import { runAttempt } from './attempt.ts';
import { Directories } from './directories.ts';
import { inheritedEnvironment } from './environment.ts';
import { type AskGpus, gpusOfSlot, visibleGpus } from './gpus.ts';
import { Guard } from './guard.ts';
import { MarkedProcesses } from './marked-processes.ts';
import { PackSteps } from './pack-steps.ts';
import { Pipes } from './pipes.ts';
import { unlessUnwritable } from './places.ts';
import type { ProgramHost } from './program.ts';
import type { CommandManifest, Setting } from './setting.ts';
import { Splits } from './split-files.ts';
import type { TrialDataset } from './trial-file.ts';

export interface CommandTrainerOptions {
  /**
   * Where what programs keep between attempts lies, of one run; absent: only for as long as this worker
   * lives.
   */
  readonly checkpoints?: string;
  /** This worker's place among those of its machine, from 0, and how many they are; absent: it is alone. */
  readonly slot?: { readonly index: number; readonly of: number };
  /** Time that a program has between SIGTERM and SIGKILL, in milliseconds; absent: 10 s. */
  readonly graceMs?: number;
  /** Hears what programs write, as it comes. */
  readonly onOutput?: (bytes: Buffer) => void;
  readonly log?: (message: string, fields?: Record<string, unknown>) => void;
  /** The worker's own; absent: that of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Absent: CUDA_VISIBLE_DEVICES, and the driver's own program. */
  readonly askGpus?: AskGpus;
  /** Gets the data of a run as files; absent: programs have their own. */
  readonly openDataset?: (
    manifest: CommandManifest,
    directory: string,
    signal: AbortSignal,
  ) => Promise<TrialDataset | null>;
}

const GRACE_MS = 10_000;

/**
 * Opens the trainer: its directory, and the guard that ends the program should this process be killed. Throws
 * OUTPUT_UNWRITABLE, and BACKEND_UNAVAILABLE where there is no shell.
 */
export async function openCommandTrainer(options: CommandTrainerOptions = {}): Promise<Trainer> {
  const parent = tmpdir();
  const root = await mkdtemp(join(parent, 'fanout-trainer-')).catch((error) =>
    unlessUnwritable(parent, () => {
      throw error;
    }),
  );
  const graceMs = options.graceMs ?? GRACE_MS;
  // Hidden among the checkpoints of trials, none of which begins with a dot.
  const spare = join(options.checkpoints ?? root, `.${basename(root)}`);
  let guard: Guard;
  try {
    guard = unlessUnwritable(root, () => new Guard({ graceMs, directory: root, spare }));
    await guard.start();
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
  const environment = options.environment ?? process.env;
  const gpus = await (options.askGpus ?? (() => visibleGpus(environment)))();
  const host = { guard, pipes: new Pipes(root), marked: new MarkedProcesses(), graceMs };
  const inherited = inheritedEnvironment(environment);
  return new CommandOpened(options, { root, inherited, gpus, host, directories: new Directories(spare) });
}

interface Opened {
  readonly root: string;
  readonly inherited: Readonly<Record<string, string>>;
  readonly gpus: readonly string[];
  readonly directories: Directories;
  readonly host: ProgramHost;
}

class CommandOpened implements Trainer {
  readonly description: TrainerDescription;
  readonly #options: CommandTrainerOptions;
  readonly #opened: Opened;
  readonly #splits: Splits;
  #prepared: Setting | undefined;

  constructor(options: CommandTrainerOptions, opened: Opened) {
    this.#options = options;
    this.#opened = opened;
    this.#splits = new Splits(opened.root);
    const { length } = opened.gpus;
    const where = length === 0 ? 'no GPUs' : `${length} GPU${length === 1 ? '' : 's'}`;
    const text = `a program for each trial, ${process.platform} ${process.arch}, ${where}`;
    this.description = { backend: 'command', text, usesGpu: length > 0 };
  }

  /** What programs take is not of this process. */
  held = () => ({ tensors: 0, bytes: 0 });

  async prepare(manifest: Manifest, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw interrupted(signal);
    if (this.#prepared?.manifest.run === manifest.run) return;
    if (isNetworkStudy(manifest.study))
      throw new FanoutError('INTERNAL', `run ${manifest.run} is of a network, this trainer runs programs`);
    this.#prepared = undefined;
    this.#prepared = await this.#setting({ ...manifest, study: manifest.study }, signal);
  }

  async run(
    { manifest, trials, attempt }: PackJob,
    observer: TrainingObserver,
    signal: AbortSignal,
  ): Promise<readonly AttemptResult[]> {
    const setting = this.#prepared;
    if (setting?.manifest.run !== manifest.run)
      throw new FanoutError('INTERNAL', `run ${manifest.run} was not prepared before its first pack`);
    const { study } = setting.manifest;
    const epochs = epochsOfArms(study);
    const steps = new PackSteps(trials.map(({ index }) => epochs[armIndex(study, index)]));
    const results: AttemptResult[] = [];
    for (const [place, trial] of trials.entries()) {
      signal.throwIfAborted();
      const split = await this.#splits.of(setting.manifest, trial, signal);
      results.push(await runAttempt(setting, { trial, attempt, place, split, steps }, observer, signal));
      const told = steps.ended(place);
      if (told) observer.onSteps(told);
    }
    return results;
  }

  async close(): Promise<void> {
    const { root, host, directories } = this.#opened;
    directories.close();
    await host.guard.close();
    await rm(root, { recursive: true, force: true });
  }

  async #setting(manifest: CommandManifest, signal: AbortSignal): Promise<Setting> {
    const { checkpoints, slot = { index: 0, of: 1 }, openDataset } = this.#options;
    const { log = () => undefined, onOutput = () => undefined } = this.#options;
    const { root, inherited, gpus, host, directories } = this.#opened;
    if (checkpoints === undefined)
      log('checkpoints are kept for as long as this worker lives: give it a directory for them');
    return {
      ...{ manifest, host, root, directories, inherited, onOutput, log },
      checkpoints: checkpoints ?? join(root, `checkpoints-${manifest.run}`),
      threads: Math.max(1, Math.floor(availableParallelism() / slot.of)),
      gpus: gpusOfSlot(manifest.study.trainer, gpus, slot.index),
      dataset: (await openDataset?.(manifest, root, signal)) ?? null,
    };
  }
}
