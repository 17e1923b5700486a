import { z } from 'zod';
import { by, over, to } from './fields.ts';
import { lengthOf, movingWords, placeOf, type ScheduleDefinition, shareWords, tooLong } from './schedule.ts';

const schema = z.strictObject({ to, over, by: by('step') });
type Settings = z.output<typeof schema>;

/**
 * Half a cosine (Loshchilov and Hutter 2017, without restarts), as Keras's CosineDecay and the closed form of
 * PyTorch's CosineAnnealingLR.
 */
export const cosine: ScheduleDefinition<Settings> = {
  kind: 'cosine',
  description: "Falls along half a cosine: Keras's CosineDecay, PyTorch's CosineAnnealingLR.",
  schema,
  factor({ to, over, by }, moment) {
    const length = over ?? lengthOf(by, moment);
    const done = Math.min(placeOf(by, moment) / length, 1);
    return to + (1 - to) * 0.5 * (1 + Math.cos(Math.PI * done));
  },
  words: ({ to, over, by }) => `falls along half a cosine to ${shareWords(to)}${movingWords(over, by)}`,
  misfits: ({ over, by }, run) => (over === undefined ? [] : tooLong('over', over, by, run)),
};
