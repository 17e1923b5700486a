/** What the labels of a chart are called where there is room for few characters. All pure. */

/** Letters of a factor's name that are left at least: `bat…=16`. */
const LEAST_OF_A_NAME = 1;

/**
 * Each label as it fits into `most` characters, no two of them the same. Of crossed factors the names are cut
 * first, since their values tell the labels apart: `epochs=1-batchSize=16` is `epoch…=1-batch…=16`. Of others
 * the middle is left out. What would be called the same gets more room. The tables have all of them whole.
 */
export function shortLabels(labels: readonly string[], most = 20): ReadonlyMap<string, string> {
  const whole = [...new Set(labels)];
  let short = new Map(whole.map((label) => [label, shortened(label, most)]));
  for (let room = most + 2; ; room += 2) {
    const used = [...short.values()];
    const twice = whole.filter((label) => used.filter((text) => text === short.get(label)).length > 1);
    if (twice.length === 0) return short;
    short = new Map([...short, ...twice.map((label) => [label, shortened(label, room)] as const)]);
  }
}

/** A label in at most so many characters. */
function shortened(label: string, most: number): string {
  const letters = [...label];
  if (letters.length <= most) return label;
  return withShortNames(label, most) ?? withoutMiddle(letters, most);
}

/** The label with the names of its factors cut as far as it must be; undefined where that is not enough. */
function withShortNames(label: string, most: number): string | undefined {
  const names = [...label.matchAll(/([A-Za-z][A-Za-z_.]*)=/g)].map(([, name]) => name!);
  if (names.length < 2) return undefined;
  const longest = Math.max(...names.map((name) => name.length));
  for (let letters = longest - 1; letters >= LEAST_OF_A_NAME; letters--) {
    const cut = label.replace(/([A-Za-z][A-Za-z_.]*)=/g, (all, name: string) =>
      name.length > letters + 1 ? `${name.slice(0, letters)}…=` : all,
    );
    if ([...cut].length <= most) return cut;
  }
  return undefined;
}

function withoutMiddle(letters: readonly string[], most: number): string {
  return `${letters.slice(0, Math.ceil(most / 2)).join('')}…${letters.slice(1 - Math.floor(most / 2)).join('')}`;
}
