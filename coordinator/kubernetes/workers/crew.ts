/** The workers of one run: as many as its trials need, between the bounds of its Study. */
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import type { HeartbeatRequest__Output } from '../../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import type { RunEvent } from '../../run/events.ts';
import type { Cluster } from '../api/cluster.ts';
import { OccupancyBook } from '../scaling/occupancy.ts';
import { type Need, type Occupancy, scale, type WorkerView, workersWanted } from '../scaling/scale.ts';
import type { StudyObject } from '../study/object.ts';
import { newWorkerName, RUN_LABEL, workerJob } from './job.ts';
import { podProblem } from './problem.ts';

export interface CrewState {
  /** Workers that there are. */
  readonly workers: number;
  /** Why some do not start, in Kubernetes' own words; absent when all do. */
  readonly problem?: string;
}

/** How fast workers are asked for at once: a large study does not flood the scheduler. */
const MOST_AT_ONCE = 50;

export class Crew {
  readonly #cluster: Cluster;
  readonly #run: string;
  readonly #book = new OccupancyBook();
  #leaving: ReadonlySet<string> = new Set();

  constructor(cluster: Cluster, run: string) {
    this.#cluster = cluster;
    this.#run = run;
  }

  event(event: RunEvent): void {
    this.#book.event(event);
  }

  heartbeat(heartbeat: HeartbeatRequest__Output): void {
    this.#book.heartbeat(heartbeat);
  }

  /** Whether this worker (by its own name) gets no further pack. */
  isLeaving(worker: string): boolean {
    for (const name of this.#leaving) if (worker.startsWith(`${name}-`)) return true;
    return false;
  }

  /** Creates and removes workers until there are as many as are needed, never one that holds a pack. */
  async adjust(study: StudyObject, need: Need): Promise<CrewState> {
    const selector = `${RUN_LABEL}=${this.#run}`;
    const [jobs, pods] = await Promise.all([this.#cluster.jobs(selector), this.#cluster.pods(selector)]);
    for (const job of jobs.filter(hasEnded)) await this.#cluster.deleteJob(job.metadata!.name!);
    const views = jobs
      .filter((job) => !hasEnded(job) && !job.metadata?.deletionTimestamp)
      .map((job) => this.#view(job, pods));
    const { create, leaving, remove } = scale(workersWanted(need), views);
    // From this line on a leaving worker cannot begin a pack: one that is free now stays free.
    this.#leaving = new Set(leaving);
    const free = remove.filter((name) => this.#book.of(`${name}-`) !== 'busy');
    for (const name of free) await this.#cluster.deleteJob(name);
    if (create > 0) await this.#create(study, Math.min(create, MOST_AT_ONCE));
    const problem = podProblem(pods);
    return { workers: views.length - free.length + create, ...(problem ? { problem } : {}) };
  }

  /** Ends all workers at once: the run is over. */
  async dismiss(): Promise<void> {
    await this.#cluster.deleteJobs(`${RUN_LABEL}=${this.#run}`);
  }

  async #create({ metadata }: StudyObject, count: number): Promise<void> {
    const template = await this.#cluster.workerTemplate();
    const { name, namespace } = metadata;
    for (let index = 0; index < count; index++) {
      await this.#cluster.createJob(
        workerJob({ name: newWorkerName(name), run: this.#run, study: { name, namespace }, template }),
      );
    }
  }

  #view(job: V1Job, pods: readonly V1Pod[]): WorkerView {
    const name = job.metadata!.name!;
    return { name, leaving: this.#leaving.has(name), occupancy: this.#occupancy(name, pods) };
  }

  #occupancy(name: string, pods: readonly V1Pod[]): Occupancy {
    const running = pods.some(
      ({ metadata, status }) =>
        metadata?.labels?.['batch.kubernetes.io/job-name'] === name &&
        status?.containerStatuses?.some(({ state }) => state?.running !== undefined),
    );
    return running ? (this.#book.of(`${name}-`) ?? 'unknown') : 'starting';
  }
}

const hasEnded = ({ status }: V1Job): boolean =>
  status?.conditions?.some(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  ) ?? false;
