import { asFanoutError, type FanoutError } from '../proto/errors.ts';
import { asCalled } from './self.ts';
import { tell } from './terminal.ts';

/**
 * An error as a person reads it: what happened, then what to do, with commands as the person calls them. A
 * defect is named as one, and asks to be reported. Pure.
 */
export function errorText(error: FanoutError): string {
  if (error.code === 'INTERNAL') {
    return `fanout: internal error: ${error.message}\n  This is a defect of fanout. Run again with FANOUT_DEBUG=1 for its trace, and report it.`;
  }
  return `fanout: ${error.message}${error.hint ? `\n  ${asCalled(error.hint)}` : ''}`;
}

/** Writes what was thrown to stderr and returns the exit status for it: 1, 2 or 130. */
export function explain(thrown: unknown): number {
  const error = asFanoutError(thrown);
  tell(errorText(error));
  if (process.env.FANOUT_DEBUG)
    tell(`${error.stack}\n${error.cause instanceof Error ? error.cause.stack : ''}`);
  return error.exitCode;
}
