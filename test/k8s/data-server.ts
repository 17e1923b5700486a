/** A server of datasets in a namespace of its own, as a team might have one. */
import { readFile } from 'node:fs/promises';
import type { Lab } from './lab.ts';

const NAMESPACE = 'data';
const PORT = 8080;

/** Serves a folder of this machine to whoever shows the token; returns its address in the cluster. */
export async function serveInCluster(lab: Lab, path: string, token: string): Promise<string> {
  const metadata = { name: 'files', namespace: NAMESPACE, labels: { app: 'files' } };
  const script = await readFile(new URL('data-server.mjs', import.meta.url), 'utf8');
  const container = {
    name: 'files',
    image: 'fanout-coordinator:0.1.0',
    command: ['node', '/program/data-server.mjs', '/data', String(PORT), token],
    readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
    volumeMounts: [
      { name: 'program', mountPath: '/program' },
      { name: 'data', mountPath: '/data', readOnly: true },
    ],
  };
  const volumes = [
    { name: 'program', configMap: { name: 'files' } },
    { name: 'data', hostPath: { path } },
  ];
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'data-server.mjs': script } },
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container], volumes } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: 'files' }, ports: [{ port: 80, targetPort: PORT }] },
    },
  ];
  await lab.apply(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  await lab.kubectl('-n', NAMESPACE, 'wait', '--for=condition=Ready', 'pod/files', '--timeout=60s');
  return `http://files.${NAMESPACE}.svc.cluster.local`;
}

/** What was asked for so far: `GET /index.json`, or `REFUSED …` without the token. */
export async function requestsTo(lab: Lab): Promise<string[]> {
  return (await lab.kubectl('-n', NAMESPACE, 'logs', 'files')).split('\n').filter((line) => line !== '');
}
