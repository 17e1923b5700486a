const NO_VALUE = new Set(
  'failed fail failure crashed crash killed pruned error errored cancelled canceled aborted interrupted timeout timed_out preempted stopped running pending scheduled queued waiting paused unfinished unknown oom lost'.split(
    ' ',
  ),
);
const FINISHED = new Set(
  'completed complete finished finish success successful succeeded ok done terminated'.split(' '),
);

/**
 * What a status says, in any case, also as `TrialState.PRUNED`: whether the row's value counts; null: not
 * known. Pure.
 */
export function countsAsValue(status: string): boolean | null {
  const plain = status.toLowerCase().replace(/^.*\./, '').replace(/[ -]/g, '_');
  if (NO_VALUE.has(plain)) return false;
  return plain === '' || FINISHED.has(plain) ? true : null;
}
