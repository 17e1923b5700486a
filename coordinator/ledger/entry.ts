/** The outcome of a trial as an entry of a ledger, and back. */
import { z } from 'zod';
import { type Outcome, outcomeSchema, type WhyForeign } from './outcome.ts';
import type { Entry } from './quarantine.ts';

/** As a value of the bucket. Pure. */
export const encode = (outcome: Outcome) => new TextEncoder().encode(JSON.stringify(outcome));

/** The outcome of an entry, or why it cannot be read or is of no trial. Pure. */
export function decode({ key, value }: Entry, whyForeign: WhyForeign): Outcome | string {
  try {
    const outcome = outcomeSchema.parse(JSON.parse(new TextDecoder().decode(value)));
    if (outcome.key !== key) return `it says that it is of ${JSON.stringify(outcome.key.slice(0, 80))}`;
    return whyForeign(outcome) ?? outcome;
  } catch (error) {
    return error instanceof z.ZodError ? whyUnreadable(error) : (error as Error).message.slice(0, 200);
  }
}

/** The first thing that is wrong with a value, as a text. Pure. */
export function whyUnreadable({ issues }: z.ZodError): string {
  const [issue] = issues;
  return `${issue!.path.join('.') || 'the outcome'}: ${issue!.message}`.slice(0, 200);
}
