/** How the trials of a study are trained, out of what its file says. All pure. */
import type { Task } from '../datasets/dataset.ts';
import type { Clip, Decay, Loss, Optimizer } from '../engines/network.ts';
import type { Schedule, Warmup } from './schedules/rate.ts';
import { AUGMENTATIONS } from './schema/augment.ts';
import type { StudyFile } from './schema/study.ts';
import type { Augmentation, Training } from './study.ts';

type Given = StudyFile['spec']['training'];

/** The training of a file that nothing is wrong with. What it leaves out, it does not have. */
export function resolveTraining(given: Given): Training {
  const { optimizer, batchSize, epochs, loss, weightDecay, accumulate = 1 } = given;
  const schedule = resolveSchedule(given.schedule);
  const augment = augmentationsOf(given.augment);
  return {
    optimizer: resolveOptimizer(optimizer),
    batchSize,
    epochs,
    ...(schedule === undefined ? {} : { schedule }),
    ...(loss === undefined ? {} : { loss: resolveLoss(loss) }),
    ...(weightDecay === undefined || weightDecay.rate === 0 ? {} : { weightDecay: weightDecay as Decay }),
    ...(given.clip === undefined ? {} : { clip: given.clip as Clip }),
    ...(accumulate === 1 ? {} : { accumulate }),
    ...(given.earlyStopping === undefined ? {} : { earlyStopping: given.earlyStopping }),
    ...(augment.length === 0 ? {} : { augment }),
  };
}

function resolveOptimizer(spec: Given['optimizer']): Optimizer {
  const [kind, settings] = chosen(spec);
  return { kind, ...(settings as { readonly learningRate: number }) };
}

/** The loss of a file; where it says nothing, the usual one of what is learned. */
export function lossOf(given: Given['loss'], task: Task): Loss {
  if (given !== undefined) return resolveLoss(given);
  return { kind: task === 'regression' ? 'mse' : 'categoricalCrossEntropy' };
}

function resolveLoss(given: NonNullable<Given['loss']>): Loss {
  if (given === 'huber') return { kind: 'huber', delta: 1 };
  if (typeof given === 'string') return { kind: given };
  const [kind, settings] = chosen(given as Readonly<Record<string, unknown>>);
  return { kind, ...(settings as object) } as Loss;
}

/** What is done to training images, in the order that it is done in. */
export function augmentationsOf(given: Given['augment']): readonly Augmentation[] {
  if (given === undefined || given === 'none') return [];
  return AUGMENTATIONS.flatMap((kind) => {
    const settings = given[kind];
    return settings === undefined ? [] : [{ kind, settings }];
  });
}

/** Whether the targets of classes become shares of them. */
export const mixesTargets = (augment: readonly Augmentation[] | undefined): boolean =>
  augment?.some(({ kind }) => kind === 'mixup') ?? false;

/** A schedule with its settings; undefined where the rate is the same at every step. */
export function resolveSchedule(spec: Given['schedule']): Schedule | undefined {
  if (spec === undefined || spec === 'constant') return undefined;
  const { warmup, ...kinds } = spec as { readonly warmup?: Warmup } & Record<string, unknown>;
  const [kind, settings] = chosen(kinds);
  if (kind === 'constant' && warmup === undefined) return undefined;
  return { kind, settings: settings as Schedule['settings'], ...(warmup === undefined ? {} : { warmup }) };
}

/** The only field that is given, of an object that must have exactly one. */
function chosen(one: Readonly<Record<string, unknown>>): [name: string, settings: unknown] {
  return Object.entries(one).find(([, settings]) => settings !== undefined)!;
}
