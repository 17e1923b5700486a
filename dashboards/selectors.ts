/** What an expression of PromQL reads, found without a parser: enough for the forms that are used here. */

export interface Selector {
  readonly metric: string;
  /** What stands between its braces; empty without. */
  readonly matchers: string;
}

const WORDS = new Set(
  'and or unless by on without ignoring group_left group_right offset bool atan2 inf nan'.split(' '),
);
/** A list of labels in parentheses, after the word that announces it. */
const LABEL_LISTS = /\b(?:by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)/gi;
const RANGES = /\[[^\]]*\]/g;
/**
 * A name, and what stands behind it: braces, a parenthesis, or neither. Numbers with an exponent are no
 * names.
 */
const NAMES = /(?<![\w.:])([a-z_][\w:]*)\s*(\{(?:"[^"]*"|[^}"])*\}|\()?/gi;

/** All selectors of an expression, in order. Pure. */
export function selectorsOf(expression: string): Selector[] {
  const bare = expression.replace(LABEL_LISTS, ' ').replace(RANGES, ' ');
  return [...bare.matchAll(NAMES)].flatMap(([, metric, behind = '']) =>
    behind === '(' || WORDS.has(metric!.toLowerCase())
      ? []
      : [{ metric: metric!, matchers: behind.slice(1, -1) }],
  );
}
