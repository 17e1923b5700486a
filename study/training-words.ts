/** How a study trains, in words. All pure. */
import { scheduleWords } from './schedules/rate.ts';
import type { Training } from './study.ts';

const spaced = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Settings as a reader sees them: `learning rate 0.01, momentum 0.9`; those that are off are left out. */
function settingsWords(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined && value !== false && value !== 0)
    .map(([name, value]) => (value === true ? spaced(name) : `${spaced(name)} ${value}`))
    .join(', ');
}

/** A part for each thing that is said: the optimizer first, then what is not as it is by default. */
export function trainingWords(training: Training): string[] {
  const { optimizer, schedule, loss, weightDecay, clip, accumulate, earlyStopping, augment } = training;
  const { kind, ...settings } = optimizer;
  return [
    `${kind}, ${settingsWords(settings)}`,
    ...(schedule ? [`learning rate ${scheduleWords(schedule)}`] : []),
    ...(loss ? [named('loss', loss)] : []),
    ...(weightDecay
      ? [
          `${weightDecay.decoupled ? 'decoupled' : 'L2'} weight decay ${weightDecay.rate}` +
            (weightDecay.biases ? '' : ', not of biases and normalisation'),
        ]
      : []),
    ...(clip ? [`gradients clipped to ${settingsWords({ ...clip })}`] : []),
    ...(accumulate ? [`an update every ${accumulate} batches`] : []),
    ...(earlyStopping
      ? [
          `stops after ${earlyStopping.patience} epochs without a better ${earlyStopping.metric}, ` +
            `watched on ${Number((earlyStopping.share * 100).toPrecision(3))}% of the training examples, which are held out`,
        ]
      : []),
    ...(augment
      ? [
          `images changed by ${augment.map((each) => named('', { kind: each.kind, ...each.settings })).join(', ')}`,
        ]
      : []),
  ];
}

function named(what: string, { kind, ...settings }: { readonly kind: string }): string {
  const words = settingsWords(settings as Readonly<Record<string, unknown>>);
  return `${what === '' ? '' : `${what} `}${kind}${words === '' ? '' : ` (${words})`}`;
}
