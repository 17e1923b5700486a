import { z } from 'zod';
import { by } from './fields.ts';
import { counted, every as eachTime, lengthOf, placeOf, type ScheduleDefinition } from './schedule.ts';

const count = z.int().min(1).max(1e9);

const schema = z.strictObject({
  every: count.optional().describe('How often the rate falls. Either this or at.'),
  at: z
    .array(count)
    .min(1)
    .max(64)
    .optional()
    .describe('When the rate falls, counted from the end of the warm-up, in ascending order.'),
  factor: z
    .number()
    .positive()
    .max(1000)
    .default(0.1)
    .describe('What the rate is multiplied by each time. Default: 0.1.'),
  by: by('epoch'),
});
type Settings = z.output<typeof schema>;

/** PyTorch's StepLR (`every`) and MultiStepLR (`at`). */
export const step: ScheduleDefinition<Settings> = {
  kind: 'step',
  description: "Falls at once, now and then: PyTorch's StepLR and MultiStepLR.",
  schema,
  factor({ every, at, factor, by }, moment) {
    const place = placeOf(by, moment);
    const falls =
      every === undefined ? at!.filter((when) => when <= place).length : Math.floor(place / every);
    return factor ** falls;
  },
  words({ every, at, factor, by }) {
    const when = every === undefined ? `after ${by} ${listed(at!)}` : eachTime(every, by);
    return `is multiplied by ${factor} ${when}`;
  },
  misfits({ every, at, by }, run) {
    if ((every === undefined) === (at === undefined))
      return [{ setting: 'every', message: `must stand alone or give way to at: exactly one of every, at` }];
    if (at?.some((when, index) => index > 0 && when <= at[index - 1]!))
      return [{ setting: 'at', message: `must be in ascending order, found ${at.join(', ')}` }];
    const last = every ?? at!.at(-1)!;
    const length = lengthOf(by, run);
    if (last < length) return [];
    const message = `must come before the end of the run, ${counted(Math.floor(length), by)} long, found ${last}`;
    return [{ setting: every === undefined ? 'at' : 'every', message }];
  },
};

/** `30`, `30 and 60`, `30, 60 and 90`. */
const listed = (values: readonly number[]) => values.join(', ').replace(/, (?=[^,]*$)/, ' and ');
