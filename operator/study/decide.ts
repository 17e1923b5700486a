/**
 * Which Study is worked on, and what becomes of the others: decided anew from nothing but what the API server
 * has.
 */
import type { State } from '../resource/status.ts';
import { mayHaveWorkers, type StudyObject, specHash, workersOf } from './object.ts';

/** Keeps a Study until its run is cancelled and its workers and its storage in NATS are gone. */
export const FINALIZER = 'fanout.dev/run';

export type Step =
  /** Stop the run at work: its Study is deleted, or was edited into another experiment. */
  | { readonly kind: 'stop'; readonly why: 'deleted' | 'edited' }
  /** Take away what a deleted Study left, then let go of it. */
  | { readonly kind: 'clean'; readonly study: StudyObject }
  /** Work on it until its run is done, or is paused and has no workers left. */
  | { readonly kind: 'conduct'; readonly study: StudyObject }
  /** Say that it waits, and for which. */
  | { readonly kind: 'wait'; readonly study: StudyObject; readonly behind: string }
  /**
   * Say that it has no workers by its own wish. Only of one that cannot have any: it is looked at no more.
   */
  | { readonly kind: 'pause'; readonly study: StudyObject };

/** The Study at work. */
export interface Current {
  readonly uid: string;
  readonly specHash: string;
}

const ENDED: readonly (State | undefined)[] = ['Completed', 'Failed', 'Invalid'];
const BEGUN: readonly (State | undefined)[] = ['Running', 'Preparing'];

/**
 * One Study is worked on at a time: one that has begun before one that has not, then the oldest. The rest
 * waits. So a run has all workers, and its metrics are its own. A paused one is worked on until its workers
 * are gone: they deliver what they hold, and nobody else ends them. `delayed`: uids of those that are not to
 * be tried yet; one whose run has begun keeps its place, any other lets the next one go first. Pure.
 */
export function nextSteps(
  studies: readonly StudyObject[],
  current: Current | undefined,
  delayed: ReadonlySet<string> = new Set(),
): Step[] {
  const steps: Step[] = [];
  const deleted = studies.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const alive = studies.filter((study) => !deleted.includes(study));
  for (const study of deleted) {
    if (study.metadata.uid !== current?.uid && study.metadata.finalizers?.includes(FINALIZER))
      steps.push({ kind: 'clean', study });
  }
  if (current) {
    const now = alive.find(({ metadata }) => metadata.uid === current.uid);
    if (!now) steps.push({ kind: 'stop', why: 'deleted' });
    else if (specHash(now) !== current.specHash) steps.push({ kind: 'stop', why: 'edited' });
  }
  const open = alive.filter((study) => study.metadata.uid !== current?.uid && !hasEnded(study));
  const paused = open.filter((study) => workersOf(study).max === 0 && !mayHaveWorkers(study));
  for (const study of paused) if (study.status?.state !== 'Paused') steps.push({ kind: 'pause', study });
  const line = open
    .filter((study) => !paused.includes(study))
    .filter(({ metadata, status }) => !delayed.has(metadata.uid) || status?.startedAt !== undefined)
    .sort(before);
  const first = current ? undefined : line.shift();
  if (first && !delayed.has(first.metadata.uid)) steps.push({ kind: 'conduct', study: first });
  const ahead = first ?? alive.find(({ metadata }) => metadata.uid === current?.uid);
  const behind = ahead?.metadata.name ?? 'a study that is being deleted';
  // Of one that may have workers the state has to stay: what it says of them is known from nowhere else.
  for (const study of line)
    if (study.status?.state !== 'Waiting' && !mayHaveWorkers(study))
      steps.push({ kind: 'wait', study, behind });
  return steps;
}

/** Whether a Study's run is over, for the spec as it now stands. Pure. */
export function hasEnded(study: StudyObject): boolean {
  const { state, observedGeneration, specHash: of } = study.status ?? {};
  if (!ENDED.includes(state) || of !== specHash(study)) return false;
  // What is wrong may stand in the template, which is not of the experiment.
  return state !== 'Invalid' || observedGeneration === study.metadata.generation;
}

function before(a: StudyObject, b: StudyObject): number {
  const rank = (study: StudyObject) => (BEGUN.includes(study.status?.state) || mayHaveWorkers(study) ? 0 : 1);
  const age = ({ metadata }: StudyObject) => new Date(metadata.creationTimestamp ?? 0).getTime();
  return rank(a) - rank(b) || age(a) - age(b) || (a.metadata.uid < b.metadata.uid ? -1 : 1);
}
