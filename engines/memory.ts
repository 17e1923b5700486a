import { FanoutError } from '../proto/errors.ts';

/**
 * Throws unless a pack fits.
 * @throws FanoutError OUT_OF_MEMORY, or MODEL_TOO_LARGE where the pack is a single trial.
 */
export function mustFit(bytes: number, trials: number, available: number): void {
  if (bytes > available) throw tooLarge(bytes, trials, available);
}

/** The error for a pack that needs more bytes than there are. */
export function tooLarge(bytes: number, trials: number, available: number): FanoutError {
  const [needed, found] = [bytes, available].map((value) => `${Math.ceil(value / 2 ** 20)} MiB`);
  return outOfMemory(trials, `needs ${needed}; the worker has ${found}`);
}

/** The error for a pack that ran out of memory while it trained. `message`: the device's own words. */
export function exhausted(message: string, trials: number): FanoutError {
  return outOfMemory(trials, `ran out of memory: ${message.split('\n')[0]}`);
}

function outOfMemory(trials: number, what: string): FanoutError {
  return trials > 1
    ? new FanoutError('OUT_OF_MEMORY', `a pack of ${trials} trials ${what}`, {
        hint: 'give the worker more memory, or let the coordinator send smaller packs',
      })
    : new FanoutError('MODEL_TOO_LARGE', `one trial ${what}`, {
        hint: 'give the worker more memory, or make the model or batchSize smaller',
      });
}
