/**
 * What one look at the machine came to. A `problem` means that a run would not work; a `note` is worth
 * knowing.
 */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'problem';
  /** What is there, in a sentence or less. */
  readonly says: string;
  /** What to do about it; absent when nothing need be done. */
  readonly todo?: string;
}

export const ok = (name: string, says: string): Check => ({ name, state: 'ok', says });
export const note = (name: string, says: string, todo?: string): Check => ({
  name,
  state: 'note',
  says,
  ...(todo && { todo }),
});
export const problem = (name: string, says: string, todo: string): Check => ({
  name,
  state: 'problem',
  says,
  todo,
});

/** Whether a run would work. Pure. */
export function wouldWork(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== 'problem');
}
