/** Files that a table names in other words than their folder does. Pure. */
import { posix } from 'node:path';

type How =
  | 'by the path with slashes'
  | 'by another Unicode form of the name'
  | 'by the name without an ending';
/** A file that a name means, and what was different; or why none does. */
export type Match = { readonly file: string; readonly how?: How } | { readonly missing: string };

/**
 * `a\b` and `./a/b` as `a/b`; letters with marks in one piece (Unicode NFC), where macOS writes them in two.
 */
const plain = (name: string) => posix.normalize(name.replaceAll('\\', '/')).normalize('NFC');
const stem = (name: string) => name.slice(0, name.length - posix.extname(name).length);

/**
 * How names of a table are found among the images of a folder: paths from it, with `/`; `folder` is its name.
 */
export function matcherOf(files: readonly string[], folder: string): (name: string) => Match {
  const own = new Set(files);
  const byName = groupedBy(files, plain);
  const byStem = groupedBy(files, (file) => stem(plain(file)));
  const byCase = groupedBy(files, (file) => plain(file).toLowerCase());
  return (name) => {
    const same = posix.normalize(name);
    if (own.has(same)) return { file: same };
    const wanted = plain(name);
    const [file, other] = byName.get(wanted) ?? [];
    if (file !== undefined && other === undefined)
      return {
        file,
        how: name.includes('\\') ? 'by the path with slashes' : 'by another Unicode form of the name',
      };
    const endings = posix.extname(wanted) === '' || file === undefined ? byStem.get(wanted) : undefined;
    if (endings?.length === 1) return { file: endings[0]!, how: 'by the name without an ending' };
    if (endings) return { missing: `${name}, which may be ${endings.slice(0, 3).join(' or ')}` };
    const [first, ...rest] = wanted.split('/');
    if (first === folder && byName.has(rest.join('/')))
      return { missing: `${name}: paths count from ${folder}, so it would be ${rest.join('/')}` };
    const [alike] = byCase.get(wanted.toLowerCase()) ?? [];
    return { missing: alike === undefined ? name : `${name}; there is ${alike}` };
  };
}

function groupedBy(files: readonly string[], key: (file: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const found = groups.get(key(file));
    if (found) found.push(file);
    else groups.set(key(file), [file]);
  }
  return groups;
}
