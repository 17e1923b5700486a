import type { Store } from './place.ts';

/** One shader with what it is bound to. */
export interface Kernel {
  /** For a profile. */
  readonly name: string;
  readonly wgsl: string;
  /** From binding 1 on; binding 0 is the run (`run.ts`). */
  readonly stores: readonly Store[];
  readonly reads: readonly Store[];
  readonly writes: readonly Store[];
  /** Each trial has workgroups of its own; otherwise the pack has them once. */
  readonly perTrial: boolean;
  /** Workgroups of a trial in a run with n examples; `parts` stand behind each other along z. */
  readonly groups: (n: number) => readonly [x: number, y: number];
  readonly parts: number;
}

/** Threads of a workgroup: every adapter has as many. */
export const THREADS = 256;

/** The most workgroups along one dimension of a dispatch: every adapter's limit. */
const MOST_GROUPS = 65_535;

/** Workgroups for so many threads, in rows where they are many. Pure. */
export function groupsFor(threads: number): readonly [number, number] {
  const groups = Math.ceil(threads / THREADS);
  if (groups <= MOST_GROUPS) return [groups, 1];
  const rows = Math.ceil(groups / MOST_GROUPS);
  return [Math.ceil(groups / rows), rows];
}
