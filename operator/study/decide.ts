/**
 * Which Studies are served, and what becomes of the others: decided anew from nothing but what the API server
 * has and what is under way.
 */
import type { State } from '../resource/status.ts';
import type { Circumstances } from './circumstances.ts';
import { inLine, lineUp } from './line.ts';
import { isSuspended, mayHaveWorkers, type StudyObject, specHash } from './object.ts';

/** Keeps a Study until its run is cancelled and its workers and its storage in NATS are gone. */
export const FINALIZER = 'fanout.dev/run';

export type Step =
  /** Stop the run at work: its Study is deleted, or was edited into another experiment. */
  | { readonly kind: 'stop'; readonly uid: string; readonly why: 'deleted' | 'edited' }
  /** Take away what a deleted Study left, then let go of it. */
  | { readonly kind: 'clean'; readonly study: StudyObject }
  /** Serve it until its run is done, or is to have no workers and has none left. */
  | { readonly kind: 'serve'; readonly study: StudyObject }
  /**
   * Let a run at work have no workers, for another Study is to be served in its place; or again have some.
   */
  | { readonly kind: 'yield' | 'keep'; readonly uid: string }
  /** Say that it waits, and for what. */
  | { readonly kind: 'wait'; readonly study: StudyObject; readonly message: string }
  /**
   * Say that it has no workers by its own wish. Only of one that cannot have any: it is looked at no more.
   */
  | { readonly kind: 'suspend'; readonly study: StudyObject }
  /** Say of one that has ended that the change of its spec was seen, and is none of the experiment. */
  | { readonly kind: 'observe'; readonly study: StudyObject };

const ENDED: readonly (State | undefined)[] = ['Completed', 'Failed', 'Invalid'];

/**
 * As many Studies are served at once as there are places, each for itself; the others wait in line
 * (`line.ts`). One that is suspended is served until its workers are gone: they deliver what they hold, and
 * nobody else ends them. One that is to be tried again later lets others go first, unless its run has begun.
 * Pure.
 */
export function nextSteps(studies: readonly StudyObject[], circumstances: Circumstances): Step[] {
  const { works } = circumstances;
  const deleted = studies.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const alive = studies.filter((study) => !deleted.includes(study));
  const idle = (study: StudyObject) => !works.has(study.metadata.uid);
  const open = alive.filter((study) => !hasEnded(study));
  const quiet = open.filter((study) => idle(study) && isSuspended(study) && !mayHaveWorkers(study));
  return [
    ...deleted
      .filter((study) => idle(study) && study.metadata.finalizers?.includes(FINALIZER))
      .map((study): Step => ({ kind: 'clean', study })),
    ...stops(alive, works),
    ...quiet
      .filter(({ status, metadata }) => status?.state !== 'Suspended' || !isObserved({ status, metadata }))
      .map((study): Step => ({ kind: 'suspend', study })),
    ...alive
      .filter((study) => idle(study) && hasEnded(study) && !isObserved(study))
      .map((study): Step => ({ kind: 'observe', study })),
    ...places(
      open.filter((study) => !quiet.includes(study)),
      circumstances,
    ),
  ];
}

/** The runs at work whose Study is gone or has become another experiment. */
function stops(alive: readonly StudyObject[], works: Circumstances['works']): Step[] {
  return [...works].flatMap(([uid, { kind, specHash: of }]): Step[] => {
    if (kind !== 'run') return [];
    const now = alive.find(({ metadata }) => metadata.uid === uid);
    if (!now) return [{ kind: 'stop', uid, why: 'deleted' }];
    return specHash(now) === of ? [] : [{ kind: 'stop', uid, why: 'edited' }];
  });
}

/** Who gets a place, who gives one up, and who is told to wait. */
function places(open: readonly StudyObject[], circumstances: Circumstances): Step[] {
  const { works, delayed, mostStudies } = circumstances;
  const atWork = (study: StudyObject) => works.get(study.metadata.uid)?.kind === 'run';
  const { served, waiting } = lineUp(open, circumstances);
  const free = mostStudies - [...works.values()].filter(({ kind }) => kind === 'run').length;
  const next = served.filter(({ metadata: { uid } }) => !works.has(uid) && !delayed.has(uid));
  const moves = open.filter(atWork).flatMap(({ metadata: { uid } }): Step[] => {
    const yielding = waiting.some((study) => study.metadata.uid === uid);
    if (yielding === works.get(uid)!.yielding) return [];
    return [{ kind: yielding ? 'yield' : 'keep', uid }];
  });
  const line = [...next.slice(Math.max(0, free)), ...waiting.filter((study) => !atWork(study))];
  // Of one that may have workers the state has to stay: what it says of them is known from nowhere else.
  const told = inLine(line, mostStudies).filter(
    ({ study }) => !works.has(study.metadata.uid) && !mayHaveWorkers(study),
  );
  return [
    ...moves,
    ...next.slice(0, Math.max(0, free)).map((study): Step => ({ kind: 'serve', study })),
    ...told
      .filter(({ study, message }) => !isToldToWait(study, message))
      .map(({ study, message }): Step => ({ kind: 'wait', study, message })),
  ];
}

function isToldToWait({ status }: StudyObject, message: string): boolean {
  const running = status?.conditions?.find(({ type }) => type === 'Running');
  return status?.state === 'Waiting' && running?.message === message;
}

/** Whether the status is about the spec as it now stands. */
const isObserved = ({ status, metadata }: Pick<StudyObject, 'status' | 'metadata'>): boolean =>
  metadata.generation === undefined || status?.observedGeneration === metadata.generation;

/** Whether a Study's run is over, for the spec as it now stands. Pure. */
export function hasEnded(study: StudyObject): boolean {
  const { state, specHash: of } = study.status ?? {};
  if (!ENDED.includes(state) || of !== specHash(study)) return false;
  // What is wrong may stand in the template, which is not of the experiment.
  return state !== 'Invalid' || isObserved(study);
}
