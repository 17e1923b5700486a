/**
 * `tsx docs/comment-width.ts [FOLDER]`: lists comments of TypeScript and lines of prose in Markdown that
 * are wider than 110 columns, which the formatter leaves as they are. Ends with status 1 when there are
 * any.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** In characters, of a line with its indentation. */
export const MOST_COLUMNS = 110;

/** A line that is too wide. */
export interface WideLine {
  /** From 1. */
  readonly line: number;
  /** In characters. */
  readonly columns: number;
}

/** Comments of TypeScript that stand on lines of their own. */
const COMMENT = /^\s*(\/\/|\/\*|\*)/;
/** What cannot be wrapped: a table, a heading, a picture, and a line whose only long word is an address. */
const FIXED = /^\s*(\||#|!\[|\[!\[|<|\[[^\]]+\]: )|^\s*\S*(\s\S{0,3})?\s*\S*:\/\/\S+$/;

/** The wide lines of a text; `kind` is its file's ending. Generated files are left out. Pure. */
export function wideLines(text: string, kind: '.ts' | '.md'): WideLine[] {
  if (/^(\/\/|\/\*\*?|<!--) ?Generated/.test(text)) return [];
  const wide: WideLine[] = [];
  let fenced = false;
  for (const [index, content] of text.split('\n').entries()) {
    if (kind === '.md' && /^\s*(```|~~~)/.test(content)) fenced = !fenced;
    const columns = [...content].length;
    if (columns <= MOST_COLUMNS || fenced || (kind === '.ts' && !COMMENT.test(content))) continue;
    if (kind === '.md' && (FIXED.test(content) || /^ {4}/.test(content))) continue;
    if (!/\s\S/.test(content.trim().replace(/^(\/\/|\/\*+|\*)\s*/, ''))) continue;
    wide.push({ line: index + 1, columns });
  }
  return wide;
}

function main(root: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--', '*.ts', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed
    .split('\0')
    .filter((name) => name !== '' && !/(^|\/)fixtures\/|\/generated\//.test(name));
  const lines = files.flatMap((name) =>
    wideLines(readFileSync(join(root, name), 'utf8'), extname(name) as '.ts' | '.md').map(
      ({ line, columns }) => `${name}:${line} has ${columns} columns, at most ${MOST_COLUMNS}`,
    ),
  );
  for (const line of lines) console.error(line);
  if (lines.length > 0)
    console.error(`${lines.length} lines are too wide: wrap them at ${MOST_COLUMNS} columns`);
  process.exitCode = lines.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(resolve(process.argv[2] ?? '.'));
