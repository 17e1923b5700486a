/** How a study trains, in words. All pure. */
import type { Loss } from '../engines/network.ts';
import { scheduleWords } from './schedules/rate.ts';
import { type Augmentation, type EarlyStopping, isNetworkStudy, type Study, type Training } from './study.ts';

/**
 * A part for each thing that is said, in plain English: the optimizer and the batch first, then what is not
 * as it is by default. Epochs are told beside the grid.
 */
export function trainingWords(training: Training): string[] {
  const { optimizer, batchSize, schedule, loss, weightDecay, clip, accumulate, earlyStopping, augment } =
    training;
  const { kind, ...settings } = optimizer;
  return [
    `${kind}, ${settingsWords(settings)}`,
    `batches of ${counted(batchSize, 'example')}`,
    ...(schedule ? [`the learning rate ${scheduleWords(schedule)}`] : []),
    ...(loss ? [`minimises the ${lossWords(loss)}`] : []),
    ...(weightDecay ? [decayWords(weightDecay)] : []),
    ...(clip ? [clipWords(clip)] : []),
    ...(accumulate ? [`the mean gradient of ${accumulate} batches makes one update`] : []),
    ...(earlyStopping ? [stoppingWords(earlyStopping)] : []),
    ...(augment ? [augmentWords(augment)] : []),
  ];
}

/** How a study's networks are trained, as one sentence's worth of words; undefined of a program's. Pure. */
export function trainedWith(study: Study): string | undefined {
  if (!isNetworkStudy(study)) return undefined;
  const varied = study.factors.some(({ field }) => field.startsWith('training.') || field === 'arms');
  const words = trainingWords(study.settings.training).join('; ');
  return `${words}${varied ? ', unless an arm says otherwise' : ''}`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const spaced = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const percent = (share: number) => `${Number((share * 100).toPrecision(3))}%`;

/** Settings as a reader sees them: `learning rate 0.01, momentum 0.9`; those that are off are left out. */
function settingsWords(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined && value !== false && value !== 0)
    .map(([name, value]) => (value === true ? spaced(name) : `${spaced(name)} ${value}`))
    .join(', ');
}

function lossWords(loss: Loss): string {
  switch (loss.kind) {
    case 'categoricalCrossEntropy': {
      const { smoothing = 0 } = loss;
      const labels = `${percent(smoothing)} of each label spread over all classes`;
      return `categorical cross-entropy${smoothing === 0 ? '' : `, with ${labels} (label smoothing)`}`;
    }
    case 'binaryCrossEntropy':
      return 'binary cross-entropy, of each class for itself';
    case 'mse':
      return 'mean squared error';
    case 'mae':
      return 'mean absolute error';
    case 'huber':
      return `Huber loss, squares of errors up to ${loss.delta} and distances beyond`;
  }
}

function decayWords({ rate, decoupled, biases }: NonNullable<Training['weightDecay']>): string {
  const how = decoupled
    ? `weight decay: at each update a weight loses ${rate} × the learning rate of itself`
    : `weight decay: ${rate} × the weight is added to its gradient (L2)`;
  return `${how}${biases ? '' : ', biases and the weights of normalisation excepted'}`;
}

function clipWords({ value, norm }: NonNullable<Training['clip']>): string {
  return norm === undefined
    ? `gradients are clipped: each to at most ${value} in size`
    : `gradients are clipped: all together to a norm of at most ${norm}`;
}

function stoppingWords({ metric, patience, minDelta, restoreBest, share }: EarlyStopping): string {
  const enough = minDelta === 0 ? '' : ` by more than ${minDelta}`;
  return (
    `stops early, after ${patience === 1 ? 'an epoch' : `${patience} epochs in a row`} without an improvement of ${spaced(metric)}${enough} on the ${percent(share)} of ` +
    `the training examples that are held out for it, and counts as it was after its ${restoreBest ? 'best' : 'last'} epoch`
  );
}

/** Mixup is for examples that are no images, and for targets that are no classes, as well. */
function augmentWords(augment: readonly Augmentation[]): string {
  const what = augment.every(({ kind }) => kind === 'mixup') ? 'examples' : 'images';
  return `training ${what} are changed at random: ${augment.map(changeWords).join('; ')}`;
}

/** What each change of examples does, by its name. */
const CHANGES: Readonly<Record<string, (settings: Augmentation['settings']) => string>> = {
  randomCrop: ({ padding }) =>
    `cropped at a random place after ${counted(padding!, 'row')} of 0 on each side`,
  horizontalFlip: ({ probability }) => `mirrored left to right with probability ${probability}`,
  rotation: ({ degrees }) => `turned by up to ${degrees}° either way`,
  cutout: ({ size }) => `a square of ${size} × ${size} pixels set to 0`,
  mixup: ({ alpha }) =>
    `mixed with another one, and so are their targets, in shares that are drawn from a Beta(${alpha}, ${alpha}) distribution`,
};

/** One without words of its own is told by its name and settings. */
function changeWords({ kind, settings }: Augmentation): string {
  return CHANGES[kind]?.(settings) ?? `${spaced(kind)}, ${settingsWords(settings)}`;
}
