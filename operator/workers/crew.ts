/** The workers of one run: as many as its trials need, between the bounds of its Study. */
import type { V1Job, V1Pod, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { Heartbeat } from '../../coordinator/service/heartbeat.ts';
import type { CommandTrainer } from '../../study/command/trainer.ts';
import type { Cluster } from '../api/cluster.ts';
import { OccupancyBook } from '../scaling/occupancy.ts';
import { type Occupancy, scale, type WorkerView } from '../scaling/scale.ts';
import type { Allotment } from '../sharing/worker-shares.ts';
import type { StudyObject } from '../study/object.ts';
import { mergeTemplate } from '../template/merge.ts';
import { templateOf } from '../template/of-study.ts';
import { newWorkerName, RUN_LABEL, workerJob } from './job.ts';
import { isPodOf, PodlessJobs } from './podless.ts';
import { notAdjusted, notCreated, type Problem, startProblem } from './problem.ts';
import { isMadeFromAnother } from './template-hash.ts';

export interface CrewState {
  /** Workers that there are; absent when that could not be found out. */
  readonly workers?: number;
  /** Why some do not start or cannot be made; absent when all that are wanted start. */
  readonly problem?: Problem;
}

/** How fast workers are asked for at once: a large study does not flood the scheduler. */
const MOST_AT_ONCE = 50;
/**
 * A Job's pod is there within a second or two, or something is in its way. Long enough for one that follows
 * an evicted one.
 */
const POD_MS = 20_000;

/** How many workers a run is to have, of which so many may be made now. `there`: how many it has. */
export type Allot = (there: number) => Allotment;

export interface CrewOptions {
  /** The token of a worker, by the name of its Job; undefined where the coordinator asks for none. */
  readonly tokenFor?: (worker: string) => string | undefined;
  /** Milliseconds of a clock that is never set. */
  readonly now?: () => number;
}

export class Crew {
  readonly #cluster: Cluster;
  readonly #run: string;
  readonly #book = new OccupancyBook();
  readonly #podless: PodlessJobs;
  readonly #tokenFor: (worker: string) => string | undefined;
  #trainer: CommandTrainer | undefined;
  #leaving: ReadonlySet<string> = new Set();

  constructor(cluster: Cluster, run: string, { now, tokenFor = () => undefined }: CrewOptions = {}) {
    this.#cluster = cluster;
    this.#run = run;
    this.#tokenFor = tokenFor;
    this.#podless = new PodlessJobs(POD_MS, now);
  }

  /** From now on they are made to run a program, as the run's study says. */
  runsProgram(trainer: CommandTrainer): void {
    this.#trainer = trainer;
  }

  event(event: RunEvent): void {
    this.#book.event(event);
  }

  /** What a worker says of itself; those of other runs are passed over. */
  heartbeat(heartbeat: Heartbeat): void {
    const { speaker } = heartbeat;
    if (speaker === undefined || speaker.startsWith(`${this.#run}/`)) this.#book.heartbeat(heartbeat);
  }

  /** Whether this worker (by its own name) gets no further pack. */
  isLeaving(worker: string): boolean {
    for (const name of this.#leaving) if (worker.startsWith(`${name}-`)) return true;
    return false;
  }

  /**
   * Creates and removes workers until there are as many as it is allotted, never one that holds a pack.
   * Throws nothing.
   */
  async adjust(study: StudyObject, allot: Allot): Promise<CrewState> {
    try {
      return await this.#adjust(study, allot);
    } catch (error) {
      return { problem: notAdjusted(error) };
    }
  }

  async #adjust(study: StudyObject, allot: Allot): Promise<CrewState> {
    const selector = `${RUN_LABEL}=${this.#run}`;
    const [jobs, pods] = await Promise.all([this.#cluster.jobs(selector), this.#cluster.pods(selector)]);
    this.#book.keepOnly(jobs.map(({ metadata }) => metadata!.name!));
    for (const job of jobs.filter(hasEnded)) await this.#cluster.deleteJob(job.metadata!.name!);
    const standing = jobs.filter((job) => !hasEnded(job) && !job.metadata?.deletionTimestamp);
    const outdated = await this.#outdated(study, standing, pods);
    for (const job of outdated) await this.#cluster.deleteJob(job.metadata!.name!);
    const there = standing.filter((job) => !outdated.includes(job));
    const { target, room } = allot(there.length);
    const { create, leaving, remove } = scale(
      target,
      there.map((job) => this.#view(job, pods)),
    );
    // From this line on a leaving worker cannot begin a pack: one that is free now stays free.
    this.#leaving = new Set(leaving);
    const free = remove.filter((name) => this.#book.of(`${name}-`) !== 'busy');
    for (const name of free) await this.#cluster.deleteJob(name);
    const { created, problem } = await this.#create(study, Math.min(create, room, MOST_AT_ONCE));
    const staying = there.filter(({ metadata }) => !free.includes(metadata!.name!));
    const stuck = await this.#startProblem(staying, pods);
    const why = problem ?? stuck;
    return { workers: there.length - free.length + created, ...(why ? { problem: why } : {}) };
  }

  /** Ends all workers at once: the run is over. */
  async dismiss(): Promise<void> {
    await this.#cluster.deleteJobs(`${RUN_LABEL}=${this.#run}`);
  }

  /** Those that cannot be made are made another time: what there is goes on. */
  async #create(
    of: StudyObject,
    count: number,
  ): Promise<{ readonly created: number; readonly problem?: Problem }> {
    if (count === 0) return { created: 0 };
    const { name: studyName, namespace } = of.metadata;
    const study = { name: studyName, namespace };
    let created = 0;
    let name = '';
    try {
      const template = await this.#template(of);
      const same = { run: this.#run, study, template, trainer: this.#trainer };
      for (; created < count; created++) {
        name = newWorkerName(studyName);
        const token = this.#tokenFor(name);
        await this.#cluster.createJob(workerJob({ ...same, name, token }));
      }
      return { created };
    } catch (error) {
      return { created, problem: notCreated(count - created, error, name) };
    }
  }

  async #template(of: StudyObject): Promise<V1PodTemplateSpec> {
    return mergeTemplate(await this.#cluster.workerTemplate(), templateOf(of));
  }

  /**
   * Those that do not run and were made from another template than the one that now stands: what keeps them
   * from starting, such as the name of an image, may have been mended in it. Others take their place.
   */
  async #outdated(of: StudyObject, jobs: readonly V1Job[], pods: readonly V1Pod[]): Promise<V1Job[]> {
    const starting = jobs.filter(({ metadata }) => this.#occupancy(metadata!.name!, pods) === 'starting');
    if (starting.length === 0) return [];
    // What is wrong with a template is said where a worker is made from it.
    const template = await this.#template(of).catch(() => undefined);
    return template ? starting.filter((job) => isMadeFromAnother(job, template)) : [];
  }

  async #startProblem(jobs: readonly V1Job[], pods: readonly V1Pod[]): Promise<Problem | undefined> {
    const podless = this.#podless.look(jobs, pods);
    // Only what is shown depends on them: without them it is known all the same that there is no pod.
    const events = podless.length === 0 ? [] : await this.#cluster.refusals().catch(() => []);
    return startProblem(pods, podless, events);
  }

  #view(job: V1Job, pods: readonly V1Pod[]): WorkerView {
    const name = job.metadata!.name!;
    return { name, leaving: this.#leaving.has(name), occupancy: this.#occupancy(name, pods) };
  }

  #occupancy(name: string, pods: readonly V1Pod[]): Occupancy {
    const running = pods.some(
      (pod) =>
        isPodOf(pod, name) &&
        pod.status?.containerStatuses?.some(({ state }) => state?.running !== undefined),
    );
    return running ? (this.#book.of(`${name}-`) ?? 'unknown') : 'starting';
  }
}

const hasEnded = ({ status }: V1Job): boolean =>
  status?.conditions?.some(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  ) ?? false;
