/**
 * Compact letter display (Piepho, An algorithm for a letter-based representation of all-pairwise comparisons, 2004): groups
 * that differ share no letter, groups that were not told apart share at least one. `groups` are in order, best first, so that
 * the best has an "a". Pure.
 */
export function letters(
  groups: readonly string[],
  differ: (a: string, b: string) => boolean,
): Map<string, string> {
  let columns: ReadonlySet<string>[] = [new Set(groups)];
  for (const [index, a] of groups.entries()) {
    for (const b of groups.slice(index + 1)) {
      if (!differ(a, b)) continue;
      columns = absorb(
        columns.flatMap((column) =>
          column.has(a) && column.has(b) ? [without(column, a), without(column, b)] : [column],
        ),
      );
    }
  }
  const place = (column: ReadonlySet<string>) => groups.findIndex((group) => column.has(group));
  columns.sort((x, y) => place(x) - place(y));
  return new Map(
    groups.map((group) => [
      group,
      columns.map((column, index) => (column.has(group) ? letter(index) : '')).join(''),
    ]),
  );
}

function without(column: ReadonlySet<string>, group: string): ReadonlySet<string> {
  return new Set([...column].filter((member) => member !== group));
}

/** A column that lies within another says nothing more. */
function absorb(columns: ReadonlySet<string>[]): ReadonlySet<string>[] {
  return columns.filter(
    (column, index) =>
      !columns.some(
        (other, place) =>
          place !== index &&
          [...column].every((member) => other.has(member)) &&
          (other.size > column.size || place < index),
      ),
  );
}

/** a … z, then aa, ab, … */
function letter(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last;
}
