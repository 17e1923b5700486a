/** How the trials of a study are trained, out of what its file says. All pure. */
import type { Optimizer } from '../engines/network.ts';
import type { Schedule, Warmup } from './schedules/rate.ts';
import type { StudyFile } from './schema/study.ts';
import type { Training } from './study.ts';

type Given = StudyFile['spec']['training'];

/** The training of a file that nothing is wrong with. What it leaves out, it does not have. */
export function resolveTraining(given: Given): Training {
  const { optimizer, batchSize, epochs } = given;
  const schedule = resolveSchedule(given.schedule);
  return {
    optimizer: resolveOptimizer(optimizer),
    batchSize,
    epochs,
    ...(schedule === undefined ? {} : { schedule }),
  };
}

function resolveOptimizer(spec: Given['optimizer']): Optimizer {
  const [kind, settings] = chosen(spec);
  return { kind, ...(settings as { readonly learningRate: number }) };
}

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
