/** What the tests of documents share that hold each sentence to the tests which say whether it is true. */
import { existsSync, readFileSync } from 'node:fs';

const ROOT = new URL('../', import.meta.url);

/** A file of this project, by its path from the root. Throws where there is none. */
export const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** A test, or a scenario of the fault suite: its file, and words of its name. */
export type TestName = readonly [file: string, words: string];
/** How a sentence begins, and the tests that hold it. */
export type Held = readonly [sentence: string, ...tests: TestName[]];

/** The sentences of a paragraph, which may be wrapped, or of a cell of a table. Pure. */
export const sentencesOf = (paragraph: string): string[] =>
  paragraph
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^- /, '')
    .split(/(?<=\.|\.\)) (?=[A-Z*`"[])/)
    .filter(Boolean);

/** The tests that hold a sentence. Pure. */
export const testsOf = (sentence: string, held: readonly Held[]): TestName[] =>
  held.filter(([beginning]) => sentence.startsWith(beginning)).flatMap(([, ...tests]) => tests);

/** Those of the tests that are not where they are said to be. */
export const missingOf = (tests: readonly TestName[]): TestName[] =>
  tests.filter(([file, words]) => !existsSync(new URL(file, ROOT)) || !read(file).includes(words));

/** Beginnings that do not begin exactly one of the sentences, with how many they do. Pure. */
export const strayOf = (held: readonly Held[], sentences: readonly string[]): [string, number][] =>
  held
    .map(([beginning]): [string, number] => [
      beginning,
      sentences.filter((sentence) => sentence.startsWith(beginning)).length,
    ])
    .filter(([, times]) => times !== 1);

/** The section below a heading of the second level, without the heading. Throws where there is none. Pure. */
export function sectionOf(text: string, heading: string): string {
  const found = text.split(/^## /m).find((section) => section.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`there is no section "${heading}"`);
  return found.slice(heading.length + 1);
}

/** The paragraphs and the points of lists within a section; its tables and headings are left out. Pure. */
export const paragraphsOf = (section: string): string[] =>
  section
    .split(/\n\n|\n(?=\d+\. )/)
    .filter((paragraph) => !/^\s*[|#]/.test(paragraph))
    .map((paragraph) => paragraph.trim().replace(/^\d+\. /, ''))
    .filter(Boolean);

/** The rows of the tables within a section, each as its cells; headings of columns are left out. Pure. */
export const rowsOf = (section: string): string[][] =>
  section
    .split('\n')
    .filter((line, place, lines) => line.startsWith('| ') && !lines[place + 1]?.startsWith('|---'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
