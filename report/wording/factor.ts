/** What tables and captions call that which a study compares. */
export interface FactorWords {
  /** Heading of a column, in the report and in CSV. */
  readonly column: string;
  readonly one: string;
  readonly many: string;
}

/** Factors whose levels are called by one word. */
const PLURALS = new Map([
  ['initializer', 'initializers'],
  ['arm', 'arms'],
]);

/** The words for a study's factors: one factor by its name, crossed ones as arms. Pure. */
export function factorWords(factors: readonly { readonly name: string }[]): FactorWords {
  const [first, second] = factors;
  if (!first || second) return { column: 'arm', one: 'arm', many: 'arms' };
  const many = PLURALS.get(first.name);
  if (many) return { column: first.name, one: first.name, many };
  return { column: first.name, one: first.name, many: `values of ${first.name}` };
}
