import type { Coordinator } from '../../coordinator/coordinator.ts';
import { type Endpoints, startEndpoints, type Target } from '../../telemetry/endpoints.ts';
import { metricsHostsFrom } from '../settings.ts';

/**
 * Opens the coordinator's HTTP port: /healthz, /readyz, /metrics, and with `workers` /targets, which names it
 * and them. Returns its address and what closes it. `host`: 127.0.0.1 for this machine alone, 0.0.0.0 on a
 * cluster. Throws PORT_IN_USE, USAGE.
 */
export async function openMetricsPort(
  coordinator: Coordinator,
  host: string,
  port: number,
  workers?: () => readonly Target[],
): Promise<Endpoints> {
  const endpoints = await startEndpoints({
    host,
    port,
    names: metricsHostsFrom(process.env),
    ready: () => coordinator.readiness,
    metrics: () => coordinator.metrics.text(),
    ...(workers ? { targets: () => [own(), ...workers()] } : {}),
  });
  const own = () => ({ address: new URL(endpoints.url).host, instance: 'coordinator' });
  return endpoints;
}
