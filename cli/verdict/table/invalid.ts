import { FanoutError } from '../../../proto/errors.ts';

/** What is wrong with a line of a table. */
export interface LineMistake {
  /** The line that it stands on, from 1: where it stands on two, the later one. */
  readonly line: number;
  /** The same for all lines that have the same mistake. */
  readonly kind: string;
  /** In words, with the source and the line. */
  readonly text: string;
}

/** A mistake of a line, or of the table as a whole. */
export type Mistake = LineMistake | string;

/** Mistakes of each kind that are told one by one, and lines in all. */
const SHOWN_OF_A_KIND = 3;
/** Lines of the others that are named. */
const LINES_NAMED = 8;
const SHOWN = 20;

/**
 * The error for a table that cannot be read: every mistake on a line of its own, one that many lines have
 * once with their number. Pure.
 */
export function invalidTable(source: string, mistakes: readonly Mistake[], hint?: string): FanoutError {
  const lines = [...kindsOf(mistakes).values()].flatMap(toldOnce);
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
  const more = lines.length > SHOWN ? [`  … and ${lines.length - SHOWN} more`] : [];
  return new FanoutError('USAGE', `${source} is not a table of results:\n${[...shown, ...more].join('\n')}`, {
    hint: hint ?? 'one line for each value, with columns for the arm (--factor), --fold, --seed and --value',
  });
}

/** Mistakes by their kind, in the order in which the first of each appears. */
function kindsOf(mistakes: readonly Mistake[]): Map<string, Mistake[]> {
  const kinds = new Map<string, Mistake[]>();
  for (const mistake of mistakes) {
    const kind = typeof mistake === 'string' ? mistake : mistake.kind;
    const same = kinds.get(kind);
    if (same) same.push(mistake);
    else kinds.set(kind, [mistake]);
  }
  return kinds;
}

function toldOnce(same: readonly Mistake[]): string[] {
  const texts = same.map((mistake) => (typeof mistake === 'string' ? mistake : mistake.text));
  if (same.length <= SHOWN_OF_A_KIND) return texts;
  const lines = same.slice(1).flatMap((mistake) => (typeof mistake === 'string' ? [] : [mistake.line]));
  const named = lines.slice(0, LINES_NAMED).join(', ');
  const rest = lines.length > LINES_NAMED ? ` … ${lines.at(-1)}` : '';
  return [texts[0]!, `… and ${same.length - 1} more like this one, on lines ${named}${rest}`];
}
