/** Which columns of a table of labels hold files and classes. Pure. */

/** Columns as a user names them; absent: by the names that such tables often have. */
export interface LabelColumns {
  readonly file?: string;
  readonly label?: string;
}

interface Wanted {
  readonly option: string;
  readonly names: readonly string[];
  readonly otherwise: readonly string[];
}

/** What is looked for, its option, and names that it often has; the first is taken also beside others. */
const WANTED = {
  file: {
    option: '--file-column',
    names: 'file filename file_name image image_name image_file image_path img path filepath file_path'.split(
      ' ',
    ),
    // Often the number of a row; a file's only where nothing else names one.
    otherwise: ['image_id', 'id'],
  },
  label: {
    option: '--label-column',
    names: 'class label class_name target category labels'.split(' '),
    otherwise: [],
  },
} satisfies Record<string, Wanted>;

/** A column's position, and its name where it was guessed; or what is wrong. */
export type Column = { readonly at: number; readonly guessed?: string } | { readonly mistake: string };

/**
 * Finds a column in a header. Names are compared without case, and with blanks and hyphens as underscores.
 * Pure.
 */
export function columnOf(
  header: readonly string[],
  kind: keyof typeof WANTED,
  named: string | undefined,
): Column {
  const { option, names, otherwise }: Wanted = WANTED[kind];
  const plain = header.map(plainName);
  const has = `found ${header.join(', ') || 'nothing'}`;
  const wanted =
    named === undefined
      ? [[names[0]], names, otherwise].find((each) => each.some((name) => plain.includes(name!)))
      : [plainName(named)];
  const places = plain.flatMap((name, at) => (wanted?.includes(name) ? [at] : []));
  if (places.length === 1) {
    const [at] = places;
    const guessed = named === undefined && plain[at!] !== names[0];
    return { at: at!, ...(guessed ? { guessed: header[at!]! } : {}) };
  }
  if (places.length > 1) {
    const which = places.map((at) => header[at]).join(' and ');
    return {
      mistake: `line 1 has the columns ${which}, of which any may be the ${kind}: name it with ${option}`,
    };
  }
  if (named !== undefined) return { mistake: `line 1 has no column ${named}, as ${option} says: ${has}` };
  return {
    mistake: `line 1 must name a column ${names.slice(0, 3).join(', ')} … for the ${kind}, or ${option} must say which it is: ${has}`,
  };
}

const plainName = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
