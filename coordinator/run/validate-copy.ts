import { trialAt } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { foreignTo } from '../ledger/foreign.ts';
import type { Outcome, WhyForeign } from '../ledger/outcome.ts';
import { validateReport } from './validate-report.ts';
import { isWorkerName } from './worker-name.ts';

/**
 * The test whether an outcome that was kept elsewhere can be one of this run: it is held to the manifest as
 * the outcome that a worker reports. Says why not, or undefined. Pure.
 */
export function impossibleIn(manifest: Manifest): WhyForeign {
  const whyForeign = foreignTo(manifest.study);
  return (outcome) => {
    const why = whyForeign(outcome);
    if (why !== undefined) return why;
    if (!isWorkerName(outcome.worker)) return 'its worker has no valid name';
    return outcome.status === 'failed' ? whyNoFailure(outcome) : whyNotCompleted(manifest, outcome);
  };
}

function whyNoFailure({ reason, metrics, history, findings, layers }: Outcome): string | undefined {
  if (reason === undefined) return 'it failed, and says no reason';
  const said = Object.keys(metrics).length + Object.keys(history).length + findings.length;
  return said === 0 && layers === undefined ? undefined : 'it failed, and says what the trial came to';
}

function whyNotCompleted(manifest: Manifest, outcome: Outcome): string | undefined {
  if (outcome.reason !== undefined) return 'it is completed, and says why it failed';
  const { metrics, history, findings, layers = [] } = outcome;
  const report = { metrics, history, findings, layers };
  const valid = validateReport(manifest, trialAt(manifest.study, outcome.trial), report);
  return typeof valid === 'string' ? valid : undefined;
}
