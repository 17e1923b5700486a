import type { Standing } from '../sharing/worker-shares.ts';
import { type StudyObject, weightOf } from './object.ts';

/** What the status of a Study tells of its workers: those it has, which it goes on to want. Pure. */
export function standingOf(study: StudyObject, priority: number): Standing {
  const { metadata, status } = study;
  const there = status?.workers ?? 0;
  const { uid, namespace } = metadata;
  return { uid, namespace, wanted: there, weight: weightOf(study), priority, there };
}
