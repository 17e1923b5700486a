import { CoordinatorMetrics, type CoordinatorMetricsOptions } from '../../coordinator/metrics/metrics.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { Manifest } from '../../study/manifest.ts';

/**
 * What a coordinator that serves one run, beside no queue, tells Prometheus; `take`: an event of that run
 * happens. `clocks`: as the coordinator's, the machine's where absent.
 */
export function metricsOfRun(
  manifest: Manifest,
  clocks: Pick<CoordinatorMetricsOptions, 'now' | 'wallClock'> = {},
): { readonly metrics: CoordinatorMetrics; readonly take: (event: RunEvent) => void } {
  const metrics = new CoordinatorMetrics({
    version: '0',
    connection: { connected: true, reconnects: 0 },
    storage: () => ({ failures: 0, writable: true }),
    askQueue: () => Promise.reject(new Error('there is no queue')),
    ...clocks,
  });
  const take = metrics.runOpening(manifest);
  metrics.runOpened(manifest.run);
  return { metrics, take };
}
