import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Closers } from './closers.ts';
import type { RunDirectory } from './directory.ts';
import { keeping, OutcomeCopies } from './outcome-copies.ts';
import { TrialLogs } from './trial-logs.ts';

/**
 * Passes events on, and keeps in the run's directory what of them must outlast this command. `kept`: outcomes
 * that are there already.
 */
export function keptInDirectory(
  { manifest, directory }: { readonly manifest: Manifest; readonly directory: RunDirectory },
  kept: readonly Outcome[],
  closers: Closers,
  pass: (event: RunEvent) => void,
): (event: RunEvent) => void {
  const copies = new OutcomeCopies(directory, kept);
  closers.add(() => copies.close());
  const logs = new TrialLogs(manifest, directory);
  closers.add(() => logs.close());
  return keeping(copies, (event) => {
    pass(event);
    logs.take(event);
  });
}
