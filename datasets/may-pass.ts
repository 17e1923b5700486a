import { FanoutError } from '../proto/errors.ts';
import { HttpStatusError, TooLongError } from './download.ts';
import { isOfTheDisk } from './why-unwritten.ts';

/**
 * Whether a transfer that failed may succeed a little later: its server was not found, not reached, broke
 * off, or says so itself. What a server knows for certain (that there is no such file), a file that is
 * another one, and trouble with a disk here do not pass. One rule for all that is fetched. Pure.
 */
export function mayPass(error: unknown): boolean {
  if (error instanceof TooLongError || error instanceof FanoutError) return false;
  if (!(error instanceof HttpStatusError)) return !isOfTheDisk(error);
  return error.status >= 500 || [408, 425, 429].includes(error.status);
}
