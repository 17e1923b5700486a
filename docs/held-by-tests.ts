/** What the tests of documents share that hold each sentence to the tests which say whether it is true. */
import { readFileSync } from 'node:fs';

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
    .split(/(?<=\.) (?=[A-Z*`])/)
    .filter(Boolean);

/** The tests that hold a sentence. Pure. */
export const testsOf = (sentence: string, held: readonly Held[]): TestName[] =>
  held.filter(([beginning]) => sentence.startsWith(beginning)).flatMap(([, ...tests]) => tests);

/** Those of the tests that are not where they are said to be. */
export const missingOf = (tests: readonly TestName[]): TestName[] =>
  tests.filter(([file, words]) => !read(file).includes(words));

/** Beginnings that do not begin exactly one of the sentences, with how many they do. Pure. */
export const strayOf = (held: readonly Held[], sentences: readonly string[]): [string, number][] =>
  held
    .map(([beginning]): [string, number] => [
      beginning,
      sentences.filter((sentence) => sentence.startsWith(beginning)).length,
    ])
    .filter(([, times]) => times !== 1);
