/** A Study as the API server has it, and what is read off it. */
import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { StudyStatus } from '../resource/status.ts';

export interface StudyObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string | Date;
    readonly deletionTimestamp?: string | Date;
    readonly finalizers?: readonly string[];
  };
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly workers?: { readonly min?: number; readonly max?: number };
    readonly suspend?: boolean;
    readonly weight?: number;
    /** The name of a PriorityClass. */
    readonly priority?: string;
    /** As it was written: `operator/template/of-study.ts` looks at it. */
    readonly template?: unknown;
  };
  readonly status?: StudyStatus;
}

/** Between how many workers a Study's run is scaled. Pure. */
export function workersOf({ spec }: StudyObject): { readonly min: number; readonly max: number } {
  const { min = 0, max = 4 } = spec.workers ?? {};
  return { min, max };
}

/**
 * Whether a Study is to have no workers by its own wish: as a Job that is suspended, or scaled to none. Pure.
 */
export function isSuspended(study: StudyObject): boolean {
  return study.spec.suspend === true || workersOf(study).max === 0;
}

/** Its part of the workers beside other Studies of the same priority. Pure. */
export const weightOf = ({ spec }: StudyObject): number => Math.max(1, spec.weight ?? 1);

/** The PriorityClass of a Study: its own, or the one that its template gives its pods. Pure. */
export function priorityClassOf({ spec }: StudyObject): string | undefined {
  const template = spec.template as { spec?: { priorityClassName?: unknown } | null } | null | undefined;
  const name = spec.priority ?? template?.spec?.priorityClassName;
  return typeof name === 'string' ? name : undefined;
}

/**
 * Whether an object can be looked at as a Study at all: one of an older definition may be of any form. Pure.
 */
export function isReadable({ metadata, spec }: Partial<StudyObject>): boolean {
  return typeof metadata?.uid === 'string' && typeof spec === 'object' && spec !== null;
}

/**
 * Whether Jobs of its run may be there, from what its status says. True from before the first one is made
 * (`Running`) until all are known to be gone: a coordinator that breaks off in between leaves a status that
 * says so to the next one. Pure.
 */
export function mayHaveWorkers({ status }: StudyObject): boolean {
  if (status?.run === undefined) return false;
  if (status.state === 'Running') return true;
  // `Paused` is what earlier versions said.
  return ['Suspended', 'Paused'].includes(status.state ?? '') && status.workers !== 0;
}

/**
 * SHA-256 of what makes a run another run: all of the spec, as its user wrote it, but how many workers it
 * has, when, and what their pods are made of. Pure.
 */
export function specHash({ spec }: StudyObject): string {
  const { workers, template, suspend, weight, priority, ...experiment } = spec;
  return createHash('sha256')
    .update(JSON.stringify(sorted(experiment)))
    .digest('hex');
}

/** The order of keys means nothing, and the API server keeps none. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** The Study as the file that the command line would read. Pure. */
export function studyText({ metadata, spec }: StudyObject): string {
  return stringify({ apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: metadata.name }, spec });
}

/** `namespace/name`, for logs and messages. Pure. */
export function nameOf({ metadata }: StudyObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}
