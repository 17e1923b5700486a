/** Tests that each sentence of a document is held by tests, registered where they are called. */
import { expect, it } from 'vitest';
import { type Held, missingOf, strayOf, testsOf } from './held-by-tests.ts';

/** A test for each sentence: tests hold it, and are where they are said to be. */
export function eachIsHeld(sentences: readonly string[], held: readonly Held[]): void {
  it.each(sentences)('%s', (sentence) => {
    const tests = testsOf(sentence, held);
    expect(tests).not.toEqual([]);
    expect(missingOf(tests)).toEqual([]);
  });
}

/** As `eachIsHeld`, and one that each beginning in `held` begins exactly one of the sentences. */
export function eachIsHeldOnce(sentences: readonly string[], held: readonly Held[]): void {
  eachIsHeld(sentences, held);
  it('has no test for a sentence that is not there', () => {
    expect(strayOf(held, sentences)).toEqual([]);
  });
}
