import { FanoutError } from '../../proto/errors.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { oneCycle } from './one-cycle.ts';
import { polynomial } from './polynomial.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { step } from './step.ts';

/** Every schedule that a study may name, in the order of the reference. */
export const SCHEDULES: readonly ScheduleDefinition[] = [
  constant,
  step,
  cosine,
  exponential,
  polynomial,
  oneCycle,
] as readonly ScheduleDefinition[];

/** The definition of a schedule. Throws INTERNAL for one that no file declares: the schema lets none pass. */
export function scheduleDefinition(kind: string): ScheduleDefinition {
  const found = SCHEDULES.find((schedule) => schedule.kind === kind);
  if (found) return found;
  throw new FanoutError('INTERNAL', `no schedule is called ${JSON.stringify(kind)}`);
}
