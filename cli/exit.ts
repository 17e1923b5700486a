import { asFanoutError, type FanoutError } from '../proto/errors.ts';

/** An error as a person reads it: what happened, then what to do. A defect is named as one, and asks to be reported. Pure. */
export function errorText(error: FanoutError): string {
  if (error.code === 'INTERNAL') {
    return `fanout: internal error: ${error.message}\n  This is a defect of fanout. Run again with FANOUT_DEBUG=1 for its trace, and report it.`;
  }
  return `fanout: ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`;
}

/** Writes what was thrown to stderr and returns the exit status for it: 1, 2 or 130. */
export function explain(thrown: unknown): number {
  const error = asFanoutError(thrown);
  process.stderr.write(`${errorText(error)}\n`);
  if (process.env.FANOUT_DEBUG)
    process.stderr.write(`${error.stack}\n${error.cause instanceof Error ? error.cause.stack : ''}\n`);
  return error.exitCode;
}
