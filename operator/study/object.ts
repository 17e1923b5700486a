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
 * Whether Jobs of its run may be there, from what its status says. True from before the first one is made
 * (`Running`) until all are known to be gone: a coordinator that breaks off in between leaves a status that
 * says so to the next one. Pure.
 */
export function mayHaveWorkers({ status }: StudyObject): boolean {
  if (status?.run === undefined) return false;
  return status.state === 'Running' || (status.state === 'Paused' && status.workers !== 0);
}

/**
 * SHA-256 of what makes a run another run: all of the spec, as its user wrote it, but how many workers it
 * has and what their pods are made of. Pure.
 */
export function specHash({ spec }: StudyObject): string {
  const { workers: _, template: __, ...experiment } = spec;
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
