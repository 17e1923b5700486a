import { z } from 'zod';
import { by, over, to } from './fields.ts';
import { lengthOf, movingWords, placeOf, type ScheduleDefinition, shareWords, tooLong } from './schedule.ts';

const schema = z.strictObject({
  to,
  power: z.number().positive().max(100).default(1).describe('1: a straight line. Default: 1.'),
  over,
  by: by('step'),
});
type Settings = z.output<typeof schema>;

/** Keras's PolynomialDecay, without cycles. */
export const polynomial: ScheduleDefinition<Settings> = {
  kind: 'polynomial',
  description: "Falls along a power of what is left: Keras's PolynomialDecay.",
  schema,
  factor({ to, power, over, by }, moment) {
    const length = over ?? lengthOf(by, moment);
    const done = Math.min(placeOf(by, moment) / length, 1);
    return to + (1 - to) * (1 - done) ** power;
  },
  words: ({ to, power, over, by }) =>
    `falls ${power === 1 ? 'in a straight line' : `along a power of ${power}`} to ${shareWords(to)}${movingWords(over, by)}`,
  misfits: ({ over, by }, run) => (over === undefined ? [] : tooLong('over', over, by, run)),
};
