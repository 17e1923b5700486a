/** Levels of a factor that may be one, and combinations that cannot be told apart by their names. */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What is odd about the levels of a factor. Pure. */
export function alikeLevels(factor: string, texts: readonly string[]): string[] {
  const levels = [...new Set(texts)];
  const isNumber = (level: string) => NUMBER.test(level);
  const numbers = together(levels.filter(isNumber), (level) => String(Number(level)));
  const words = together(
    levels.filter((level) => !isNumber(level)),
    plain,
  );
  return [
    ...numbers.map(
      (same) =>
        `QUESTION: in "${factor}" ${listed(same)} are one number, and taken for different arms: if they are one arm, write them alike`,
    ),
    ...words.map(
      (same) =>
        `QUESTION: in "${factor}" ${listed(same)} are taken for different arms: if they are one arm, write them alike`,
    ),
  ];
}

/**
 * Combinations of levels that would be called the same, though they are not: `a, b` of `x` and `b` of `y`.
 * Pure.
 */
export function combinationFaults(combinations: readonly (readonly string[])[]): string[] {
  const known = new Map<string, string>();
  const twice = new Set<string>();
  for (const levels of combinations) {
    const [name, key] = [levels.join(', '), JSON.stringify(levels)];
    if (known.get(name) !== undefined && known.get(name) !== key) twice.add(name);
    known.set(name, key);
  }
  return [...twice].map(
    (name) => `two combinations of levels are both called "${name}": leave out the commas in them`,
  );
}

const plain = (level: string) =>
  level
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
const listed = (levels: readonly string[]) => levels.map((level) => JSON.stringify(level)).join(', ');

/** Texts that share a key with others. */
function together(texts: readonly string[], keyOf: (text: string) => string): string[][] {
  const groups = new Map<string, string[]>();
  for (const text of texts) groups.set(keyOf(text), [...(groups.get(keyOf(text)) ?? []), text]);
  return [...groups.values()].filter(({ length }) => length > 1);
}
