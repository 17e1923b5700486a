import { z } from 'zod';
import type { ScheduleDefinition } from './schedule.ts';

/** The same learning rate at every step. */
export const constant: ScheduleDefinition = {
  kind: 'constant',
  description: 'The same rate at every step.',
  schema: z.strictObject({}),
  factor: () => 1,
  words: () => 'stays the same',
  misfits: () => [],
};
