import type { Lab } from './lab.ts';

/** The coordinator's metrics, read in the cluster by the address of the Service. */
export async function metricsOf(lab: Lab): Promise<string> {
  const { spec } = await lab.get<{ spec: { clusterIP: string } }>(
    ...['-n', 'fanout', 'service', 'fanout-coordinator'],
  );
  return read(lab, spec.clusterIP);
}

/** A worker's metrics, read by the address of its pod. */
export async function metricsOfPod(lab: Lab, pod: string): Promise<string> {
  const { status } = await lab.get<{ status: { podIP: string } }>('-n', 'fanout', 'pod', pod);
  return read(lab, status.podIP);
}

const read = (lab: Lab, address: string) =>
  lab.exec('curl', '-sf', '--max-time', '30', `http://${address}:9090/metrics`);
