/** What says that nothing is declared: an empty variable is one that is not set. */
export const NONE = 'none';

/** What is said where an installation has declared nothing of a kind. Pure. */
export const undeclared = (what: 'files' | 'hosts') =>
  `this installation declares no ${what} that studies may name as datasets`;
