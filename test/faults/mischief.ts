/** What a worker of a fault is told to do wrong. */
export interface Mischief {
  /** Die by SIGKILL as soon as a pack holds the trial whose first weights are far from zero. */
  readonly poison?: boolean;
  /** Fill the memory at the start of this pack, counted from 1. */
  readonly exhaustMemoryAtPack?: number;
  /** Step the clock at the second pack. */
  readonly clockStepMs?: number;
  /** Report an accuracy that is not a number, up to this pack. */
  readonly notANumberUntilPack?: number;
  /** Report outcomes with findings that no reader takes, up to this pack. */
  readonly poisonOutcomesUntilPack?: number;
}

/** Where a coordinator dies: around checking, recording and answering the n-th `Complete` that it gets. */
export const CRASH_POINTS = ['before_validate', 'before_create', 'after_create', 'after_reply'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];
