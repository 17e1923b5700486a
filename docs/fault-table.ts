/** The table of faults in docs/operations.md, as its tests read it. */
import { rowsOf, sectionOf, sentencesOf } from './held-by-tests.ts';

/** A row: the fault, what is seen of it from outside, and what to do about it. */
export interface FaultRow {
  readonly fault: string;
  readonly seen: string;
  readonly advice: string;
}

/** Straight quotes in the document, typographic ones here: a beginning stands in single quotes. */
const typographic = (text: string) => text.replaceAll("'", '’');

/** The rows of the table, in their order. Throws where the document has no such section. Pure. */
export const faultRows = (document: string): FaultRow[] =>
  rowsOf(sectionOf(document, 'What a fault looks like, and what to do'))
    .map((cells) => cells.map(typographic))
    .map(([fault = '', seen = '', advice = '']) => ({ fault, seen, advice }));

/** The longest beginning that fits: the name of one fault may begin with that of another. Pure. */
export const beginningOf = (fault: string, beginnings: readonly string[]): string | undefined =>
  beginnings.filter((beginning) => fault.startsWith(beginning)).sort((a, b) => b.length - a.length)[0];

/** The parts of a piece of advice that can be followed one by one, or one instead of another. Pure. */
export const clausesOf = (advice: string): string[] =>
  sentencesOf(advice).flatMap((sentence) => sentence.split(/; |, or /));
