import { FanoutError } from '../../../proto/errors.ts';

const SHOWN = 20;

/** The error for a table that cannot be read: every mistake on a line of its own, 20 at most. Pure. */
export function invalidTable(source: string, mistakes: readonly string[], hint?: string): FanoutError {
  const shown = mistakes.slice(0, SHOWN).map((mistake) => `  ${mistake}`);
  const more = mistakes.length > SHOWN ? [`  … and ${mistakes.length - SHOWN} more`] : [];
  return new FanoutError('USAGE', `${source} is not a table of results:\n${[...shown, ...more].join('\n')}`, {
    hint: hint ?? 'one line for each value, with columns for the arm (--factor), --fold, --seed and --value',
  });
}
