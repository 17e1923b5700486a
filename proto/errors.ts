/**
 * The one error type of fanout. Its code says whose fault it is and whether the work is tried again:
 * `faults-and-retries.ts`.
 */
import {
  ERROR_CODES,
  type ErrorCode,
  type Fault,
  faultOf,
  type Retry,
  retryOf,
} from './faults-and-retries.ts';
import { shownLines } from './shown-text.ts';

/**
 * An error that a person reads. `message` says what happened, with the field and the value; `hint` says what
 * to do. Throw it for everything expected; anything else that is thrown counts as `INTERNAL`. Whatever stands
 * in a message from elsewhere, a terminal obeys nothing of it but line breaks: text that could have some goes
 * through `shownText` first.
 */
export class FanoutError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(shownLines(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FanoutError';
    this.code = code;
    this.hint = options.hint === undefined ? undefined : shownLines(options.hint);
  }

  /** The exit status that a command ends with when this error ends it. */
  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  /** Whose fault it is. */
  get fault(): Fault {
    return faultOf(this.code);
  }

  /** Whether, and how, the work that met it is tried again. */
  get retry(): Retry {
    return retryOf(this.code);
  }
}

/** Limits of the machine or the shell, as the operating system names them, and what each is a limit of. */
const LIMITS: ReadonlyMap<unknown, string> = new Map([
  ['EMFILE', 'this process may not have more files open'],
  ['ENFILE', 'this machine may not have more files open'],
  ['EAGAIN', 'no more processes or threads may be started'],
]);

/**
 * Whatever was thrown, as a `FanoutError`: itself, `LIMIT_REACHED`, or `INTERNAL` with the original as its
 * cause.
 */
export function asFanoutError(thrown: unknown): FanoutError {
  if (thrown instanceof FanoutError) return thrown;
  const limit = thrown instanceof Error ? LIMITS.get((thrown as Error & { code?: unknown }).code) : undefined;
  if (limit !== undefined) {
    return new FanoutError('LIMIT_REACHED', `${limit}: ${(thrown as Error).message}`, {
      hint: 'raise the limit (ulimit -n 4096; ulimit -u), or use fewer --workers',
      cause: thrown,
    });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FanoutError('INTERNAL', message, { cause: thrown });
}
