import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Sequence } from './sequence.ts';

/** Options of `fanout run` that declare when to stop, as commander gives them. */
export interface UntilArguments {
  readonly until?: 'decided';
  readonly block?: number;
  readonly maxSeeds?: number;
  /** Minutes. */
  readonly maxTime?: number;
}

/** What each option is called on the command line, and in what was declared. */
const FLAGS = [
  { name: 'until', flag: '--until', declared: 'until' },
  { name: 'block', flag: '--block', declared: 'block' },
  { name: 'maxSeeds', flag: '--max-seeds', declared: 'maxSeeds' },
  { name: 'maxTime', flag: '--max-time', declared: 'maxMinutes' },
] as const;

/** What is declared before the first result is seen; undefined without --until. Pure. Throws USAGE. */
export function declared(options: UntilArguments, { study, checksum }: Manifest): Sequence | undefined {
  if (options.until === undefined) {
    const stray = FLAGS.find(({ name }) => options[name] !== undefined);
    if (!stray) return undefined;
    throw new FanoutError('USAGE', `${stray.flag} goes with --until decided`, {
      hint: 'add --until decided',
    });
  }
  const block = options.block ?? study.seeds.length;
  const maxSeeds = options.maxSeeds ?? 8 * block;
  if (maxSeeds < block) {
    const most = `--max-seeds must be at least the seeds of a block, ${block}, found ${maxSeeds}`;
    throw new FanoutError('USAGE', most, { hint: 'raise --max-seeds, or lower --block' });
  }
  const limit = options.maxTime === undefined ? {} : { maxMinutes: options.maxTime };
  return { until: options.until, block, maxSeeds, ...limit, checksum, seeds: [...study.seeds] };
}

/**
 * What was declared of a run that is resumed. Options that say the same may be given again. Pure. Throws
 * USAGE where they say something else: it would not be heeded.
 */
export function declaredBefore(
  options: UntilArguments,
  run: string,
  sequence: Sequence | undefined,
): Sequence | undefined {
  for (const { name, flag, declared } of FLAGS) {
    const [given, was] = [options[name], sequence?.[declared]];
    if (given === undefined || given === was) continue;
    const found = sequence
      ? `was started with ${was === undefined ? `no ${flag}` : `${flag} ${was}`}, found ${given}`
      : `was started without --until decided, and ${flag} cannot be added to it`;
    throw new FanoutError('USAGE', `run ${run} ${found}`, {
      hint: sequence
        ? `leave ${flag} out: when to stop is declared once, before the first result`
        : `leave ${flag} out, or start the study as a new run with --until decided`,
    });
  }
  return sequence;
}
