/** The order in which Studies get one of the places of an installation. */
import type { State } from '../resource/status.ts';
import type { Circumstances } from './circumstances.ts';
import { mayHaveWorkers, nameOf, type StudyObject } from './object.ts';

const BEGUN: readonly (State | undefined)[] = ['Running', 'Preparing'];
/** So many are told who is before them; a change at the head of a long line is not told to all of it. */
const TOLD_WHO = 10;

export interface Line {
  /** Those that are to have a place. */
  readonly served: readonly StudyObject[];
  /** The others, in the order in which they get one. */
  readonly waiting: readonly StudyObject[];
}

/**
 * By priority; then who is served already, so that no run gives up its place to an equal; then who has begun;
 * then the oldest. One whose run has not begun and that is not to be tried yet has no place. Pure.
 */
export function lineUp(
  open: readonly StudyObject[],
  { works, delayed, mostStudies, priorityOf }: Circumstances,
): Line {
  const rank = (study: StudyObject) => {
    if (works.get(study.metadata.uid)?.kind === 'run') return 0;
    return BEGUN.includes(study.status?.state) || mayHaveWorkers(study) ? 1 : 2;
  };
  const age = ({ metadata }: StudyObject) => new Date(metadata.creationTimestamp ?? 0).getTime();
  const ordered = open
    .filter(({ metadata, status }) => !delayed.has(metadata.uid) || status?.startedAt !== undefined)
    .sort(
      (a, b) =>
        priorityOf(b) - priorityOf(a) ||
        rank(a) - rank(b) ||
        age(a) - age(b) ||
        (a.metadata.uid < b.metadata.uid ? -1 : 1),
    );
  return { served: ordered.slice(0, mostStudies), waiting: ordered.slice(mostStudies) };
}

/** What each of those in line is told. Pure. */
export function inLine(
  line: readonly StudyObject[],
  mostStudies: number,
): { readonly study: StudyObject; readonly message: string }[] {
  return line.map((study, place) => {
    const before = line[place - 1];
    const who = before && place < TOLD_WHO ? `, after ${nameOf(before)}` : '';
    const where =
      place === 0 ? 'it is the next' : place < TOLD_WHO ? `it is number ${place + 1}` : 'it waits in line';
    return {
      study,
      message: `all ${mostStudies} places for studies are taken (--max-studies): ${where}${who}`,
    };
  });
}
