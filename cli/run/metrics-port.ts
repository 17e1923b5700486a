import type { Coordinator } from '../../coordinator/coordinator.ts';
import { type Endpoints, startEndpoints } from '../../telemetry/endpoints.ts';

/**
 * Opens the coordinator's HTTP port: /healthz, /readyz, /metrics. Returns its address and what closes it. `host`: 127.0.0.1 for
 * this machine alone, 0.0.0.0 on a cluster. Throws PORT_IN_USE.
 */
export async function openMetricsPort(
  coordinator: Coordinator,
  host: string,
  port: number,
): Promise<Endpoints> {
  return startEndpoints({
    host,
    port,
    ready: () => coordinator.readiness,
    metrics: () => coordinator.metrics.text(),
  });
}
