import { FanoutError } from '../../proto/errors.ts';

/** How long the API server may take for one answer. */
const DEADLINE_MS = 30_000;

/**
 * The answer of the API server, or UNAVAILABLE when none comes in time: the client itself would wait for
 * ever.
 */
export function withDeadline<T>(what: string, answer: Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new FanoutError('UNAVAILABLE', `${what}: the API server did not answer in ${deadlineMs} ms`)),
      deadlineMs,
    );
  });
  return Promise.race([answer, late])
    .catch((error: unknown) => {
      throw error instanceof FanoutError ? error : asUnavailable(what, error);
    })
    .finally(() => clearTimeout(timer));
}

/** The status that the API server refused a call with; undefined when it was something else. Pure. */
export function statusOf(error: unknown): number | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'number') return code;
  return cause === undefined ? undefined : statusOf(cause);
}

/** For a call's `catch`: nothing where the API server knows no such object; throws everything else. */
export function unlessGone(error: unknown): undefined {
  if (statusOf(error) !== 404) throw error;
  return undefined;
}

function asUnavailable(what: string, error: unknown): FanoutError {
  const { message, body } = error as { message?: string; body?: unknown };
  const text = typeof body === 'string' ? messageIn(body) : undefined;
  return new FanoutError('UNAVAILABLE', `${what}: ${text ?? message ?? String(error)}`, { cause: error });
}

/** The API server answers with a Status object whose message is meant for people. */
function messageIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
