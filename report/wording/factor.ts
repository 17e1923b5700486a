/** What tables and captions call that which a study compares. */
export interface FactorWords {
  /** Heading of a column, in the report and in CSV. */
  readonly column: string;
  readonly one: string;
  readonly many: string;
}

const INITIALIZERS: FactorWords = { column: 'initializer', one: 'initializer', many: 'initializers' };

/**
 * The words for a study's factors: initializers without any, one factor by its name, crossed ones as choices.
 * Pure.
 */
export function factorWords(factors: readonly { readonly name: string }[] | undefined): FactorWords {
  const [first, second] = factors ?? [];
  if (!first) return INITIALIZERS;
  if (second) return { column: 'choice', one: 'choice', many: 'choices' };
  return { column: first.name, one: first.name, many: `values of ${first.name}` };
}
