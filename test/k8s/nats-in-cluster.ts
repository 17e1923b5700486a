/**
 * A NATS cluster as a company has one: three servers with TLS, in a namespace of its own, and two users for
 * fanout.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountConfig } from '../../cli/nats/accounts.ts';
import { succeed } from './command.ts';
import { NATS_IMAGE } from './images.ts';
import type { Lab } from './lab.ts';

const NAMESPACE = 'nats';
const SERVERS = ['nats-0', 'nats-1', 'nats-2'];

/**
 * Starts it, with the passwords that fanout has already, and gives fanout the authority of its certificate.
 */
export async function startNatsCluster(lab: Lab): Promise<void> {
  const { data } = await lab.get<{ data: Record<string, string> }>(
    ...['-n', 'fanout', 'secret', 'fanout-credentials'],
  );
  const password = (key: string) => Buffer.from(data[key]!, 'base64').toString();
  const { ca, certificate, key } = await makeCertificates();
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    secret(NAMESPACE, 'nats', {
      'nats.conf': configuration(password('coordinator-password'), password('worker-password')),
      'tls.crt': certificate,
      'tls.key': key,
    }),
    secret('fanout', 'fanout-nats-ca', { 'ca.crt': ca }),
    SERVICE,
    SET,
  ];
  await lab.apply(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  await lab.kubectl('-n', NAMESPACE, 'rollout', 'status', 'statefulset/nats', '--timeout=120s');
}

/** Ends one of the servers without a word; all that it stored is gone with it. */
export async function killNatsServer(lab: Lab, index: 0 | 1 | 2): Promise<void> {
  await lab.kubectl('-n', NAMESPACE, 'delete', 'pod', SERVERS[index]!, '--grace-period=0', '--force');
}

const metadata = { name: 'nats', namespace: NAMESPACE, labels: { app: 'nats' } };

const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: {
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: { app: 'nats' },
    ports: [{ name: 'client', port: 4222 }],
  },
};

const SET = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata,
  spec: {
    serviceName: 'nats',
    replicas: SERVERS.length,
    podManagementPolicy: 'Parallel',
    selector: { matchLabels: { app: 'nats' } },
    template: {
      metadata: { labels: { app: 'nats' } },
      spec: {
        containers: [
          {
            name: 'nats',
            image: NATS_IMAGE,
            args: ['--config', '/configuration/nats.conf', '--name', '$(NAME)'],
            env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
            readinessProbe: { httpGet: { path: '/healthz', port: 8222 }, periodSeconds: 2 },
            volumeMounts: [
              { name: 'data', mountPath: '/data' },
              { name: 'configuration', mountPath: '/configuration' },
            ],
          },
        ],
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'configuration', secret: { secretName: 'nats' } },
        ],
      },
    },
  },
};

function secret(namespace: string, name: string, stringData: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, stringData };
}

function configuration(coordinator: string, worker: string): string {
  const accounts = accountConfig({
    coordinator: { user: 'coordinator', pass: coordinator },
    workers: [{ user: 'worker', pass: worker }],
    system: { user: 'system', pass: 'of-a-test' },
  });
  return `port: 4222
http: 8222
tls { cert_file: /configuration/tls.crt, key_file: /configuration/tls.key }
jetstream { store_dir: /data, sync_interval: always }
cluster {
  name: company
  port: 6222
  routes: ${JSON.stringify(SERVERS.map((name) => `nats-route://${name}.nats:6222`))}
}
${accounts}`;
}

async function makeCertificates(): Promise<{ ca: string; certificate: string; key: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'fanout-certificates-'));
  const openssl = (...args: string[]) => succeed('openssl', args, { cwd: directory });
  const text = (name: string) => readFile(join(directory, name), 'utf8');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  try {
    await openssl(
      ...['req', '-x509', ...newKey, '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.crt'],
    );
    await openssl(
      ...['req', '-x509', ...newKey, '-subj', '/CN=nats', '-addext', 'subjectAltName=DNS:nats.nats'],
      ...['-CA', 'ca.crt', '-CAkey', 'ca.key', '-keyout', 'tls.key', '-out', 'tls.crt'],
    );
    return { ca: await text('ca.crt'), certificate: await text('tls.crt'), key: await text('tls.key') };
  } finally {
    await rm(directory, { recursive: true });
  }
}
