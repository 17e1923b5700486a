import type { Lab } from './lab.ts';

/** The coordinator's metrics, read in the cluster by the address of the Service. */
export async function metricsOf(lab: Lab): Promise<string> {
  const { spec } = await lab.get<{ spec: { clusterIP: string } }>(
    ...['-n', 'fanout', 'service', 'fanout-coordinator'],
  );
  return lab.exec('curl', '-sf', `http://${spec.clusterIP}:9090/metrics`);
}
