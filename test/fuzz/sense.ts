/**
 * What every input must end with, however it is spoiled: success, or an error that says what its user can do.
 */
import { FanoutError } from '../../proto/errors.ts';
import { ERROR_CODES } from '../../proto/faults-and-retries.ts';

/**
 * How long one input may take, in milliseconds: a few hundred bytes or kilobytes take a few. What counts is
 * the work of this process; a machine that is busy with others can keep any input waiting.
 */
const LONGEST = { workMs: 5_000, waitMs: 60_000 };

/**
 * Inputs that were tried, and those of them that were taken: a fuzzer whose inputs are all refused at the
 * door finds nothing.
 */
export interface Counts {
  readonly cases: number;
  readonly accepted: number;
}

/** What a fuzzer found, with the input that shows it. */
export class Finding extends Error {
  constructor(target: string, what: string, input: Uint8Array | string, cause?: unknown) {
    const bytes = Buffer.from(input);
    super(`${target}: ${what}\ninput (${bytes.length} bytes, base64):\n${bytes.toString('base64')}`, {
      cause,
    });
  }
}

/** Inputs that are tried however slow the machine is. */
const LEAST = 10;

/**
 * Tries inputs until the deadline (milliseconds since 1970), and at least ten; counts them, and those that
 * were taken. Throws Finding.
 */
export async function tryInputs<Input extends Uint8Array | string>(
  target: string,
  deadline: number,
  next: () => Input,
  work: (input: Input) => unknown,
  longest: Readonly<typeof LONGEST> = LONGEST,
): Promise<Counts> {
  let [cases, accepted] = [0, 0];
  do {
    const input = next();
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    try {
      await work(input);
      accepted += 1;
    } catch (error) {
      if (!isUsers(error)) throw new Finding(target, `ended with ${(error as Error).stack}`, input, error);
    }
    const { user, system } = process.cpuUsage(cpu);
    const [workMs, waitMs] = [(user + system) / 1000, performance.now() - started].map(Math.round);
    if (workMs! > longest.workMs || waitMs! > longest.waitMs)
      throw new Finding(target, `took ${workMs} ms of work, and ${waitMs} ms in all`, input);
    cases += 1;
    // A loop of work that never waits would keep whoever watches from being heard.
    if (cases % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  } while (cases < LEAST || Date.now() < deadline);
  return { cases, accepted };
}

/** An error that is for the person who made the input. */
function isUsers(error: unknown): boolean {
  return error instanceof FanoutError && ERROR_CODES[error.code].exit === 2;
}
