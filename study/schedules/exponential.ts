import { z } from 'zod';
import { by } from './fields.ts';
import { every as eachTime, placeOf, type ScheduleDefinition, tooLong } from './schedule.ts';

const schema = z.strictObject({
  factor: z
    .number()
    .positive()
    .max(1000)
    .describe('What the rate is multiplied by in the time that every names. Has no default.'),
  every: z.int().min(1).max(1e9).default(1).describe('In what time. Default: 1.'),
  staircase: z
    .boolean()
    .default(false)
    .describe('Falls at the end of that time alone, not on the way. Default: false.'),
  by: by('epoch'),
});
type Settings = z.output<typeof schema>;

/** Keras's ExponentialDecay; `by: epoch` and `every: 1` make it PyTorch's ExponentialLR. */
export const exponential: ScheduleDefinition<Settings> = {
  kind: 'exponential',
  description: "Falls by the same share again and again: Keras's ExponentialDecay, PyTorch's ExponentialLR.",
  schema,
  factor({ factor, every, staircase, by }, moment) {
    const times = placeOf(by, moment) / every;
    return factor ** (staircase ? Math.floor(times) : times);
  },
  words: ({ factor, every, staircase, by }) =>
    `is multiplied by ${factor} ${eachTime(every, by)}, ${staircase ? 'at its end' : `in equal ratios at each ${by}`}`,
  misfits: ({ every, by }, run) => tooLong('every', every, by, run),
};
