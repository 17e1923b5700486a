/** The network policies of what is rendered: the flows that docs/kubernetes.md names, and no other. */
import { readFileSync } from 'node:fs';
import type { V1NetworkPolicy, V1PodTemplateSpec } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { allowedFlows, type Place } from './flows.ts';
import { renderOverlay } from './render.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const read = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Manifest);
const file = (path: string) => read(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** What is around an installation. */
const AROUND: readonly Place[] = [
  { name: 'dns', ip: '10.96.0.9', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  { name: 'prometheus', ip: '10.96.0.10', namespace: 'monitoring', labels: {} },
  { name: 'keda', ip: '10.96.0.11', namespace: 'keda', labels: {} },
  { name: 'nats-cluster', ip: '10.96.0.12', namespace: 'nats', labels: { 'app.kubernetes.io/name': 'nats' } },
  // Dressed up as what it is not.
  {
    name: 'impostor',
    ip: '10.96.0.13',
    namespace: 'default',
    labels: { 'app.kubernetes.io/name': 'fanout', 'app.kubernetes.io/component': 'worker' },
  },
  { name: 'stranger', ip: '10.96.0.14', namespace: 'fanout', labels: { app: 'other' } },
  { name: 'world', ip: '203.0.113.7' },
  { name: 'world6', ip: '2001:db8::7' },
  { name: 'machine-metadata', ip: '169.254.169.254' },
  { name: 'machine-metadata6', ip: 'fd00:ec2::254' },
];
const OUTSIDE = AROUND.filter(({ namespace }) => namespace !== 'fanout').map(({ name }) => name);
/** Every port that anything listens on, one that nothing does, and those of two protocols. */
const DOORS = [53, 80, 443, 1, 4222, 6222, 6443, 7070, 8222, 8443, 9090].flatMap((port) =>
  ['TCP', 'UDP'].map((protocol) => ({ protocol, port })),
);

/** The pods that the objects make, each with the labels it will have. */
function podsOf(manifests: readonly Manifest[]): Place[] {
  return manifests.flatMap((manifest, index) => {
    const template = templateOf(manifest);
    const labels = template?.metadata?.labels;
    const name = labels?.['app.kubernetes.io/component'];
    return labels && name ? [{ name, ip: `10.0.0.${index}`, namespace: 'fanout', labels }] : [];
  });
}

function templateOf(manifest: Manifest): V1PodTemplateSpec | undefined {
  if (manifest.kind === 'PodTemplate')
    return (manifest as unknown as { template: V1PodTemplateSpec }).template;
  return (manifest as unknown as { spec?: { template?: V1PodTemplateSpec } }).spec?.template;
}

const flowsOf = (manifests: readonly Manifest[]) =>
  allowedFlows(
    manifests.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as V1NetworkPolicy[],
    [...podsOf(manifests), ...AROUND],
    DOORS,
  )
    // What goes on between others is theirs.
    .filter(
      (flow) =>
        !OUTSIDE.some(
          (from) => flow.startsWith(`${from} `) && OUTSIDE.some((to) => flow.includes(`→ ${to} `)),
        ),
    );

const everyOne = (...pods: string[]) => pods.flatMap((pod) => [`${pod} → dns TCP 53`, `${pod} → dns UDP 53`]);
/** To any address: those inside let nobody in by these ports. */
const anywhere = (from: string, ports: readonly number[], inside: readonly string[], to = OUTSIDE) =>
  ports.flatMap((port) => [
    ...to.map((place) => `${from} → ${place} TCP ${port}`),
    ...inside
      .filter((place) => place !== from)
      .map((place) => `${from} → ${place} TCP ${port} (leaves only)`),
  ]);
/** The API server cannot be named. */
const apiServer = (inside: readonly string[]) => anywhere('coordinator', [443, 6443], inside);
/** The API server, which has no labels, comes from anywhere: the port asks for its certificate. */
const results = (inside: readonly string[]) => [
  ...OUTSIDE.map((place) => `${place} → coordinator TCP 8443`),
  ...inside.map((place) => `${place} → coordinator TCP 8443 (enters only)`),
];
const PODS = ['coordinator', 'worker', 'nats', 'stranger'];
const INSIDE = [
  'worker → coordinator TCP 7070',
  'worker → nats TCP 4222',
  'coordinator → nats TCP 4222',
  ...everyOne(...PODS),
  ...apiServer(PODS),
  ...results(['worker', 'nats', 'stranger']),
];

describe('the network policies', () => {
  it.each(['cpu', 'gpu', 'webgpu'])(
    'of the manifests for %s allow what is needed, and nothing else',
    (overlay) => {
      expect(flowsOf(file(`fanout-${overlay}.yaml`))).toEqual(INSIDE.toSorted());
    },
  );

  it('of the component for datasets let coordinator and workers out, but to no metadata of a machine', () => {
    const flows = flowsOf([...file('fanout-cpu.yaml'), ...file('components/dataset-http/network.yaml')]);
    const reached = OUTSIDE.filter((to) => !to.startsWith('machine-metadata'));
    const web = [
      ...anywhere('worker', [80, 443], PODS, reached),
      ...anywhere('coordinator', [80], PODS, reached),
    ];
    expect(flows).toEqual([...INSIDE, ...web].toSorted());
  });

  it.skipIf(renderOverlay('cpu') === undefined).each([
    ['keda', ['keda → coordinator TCP 9090']],
    ['monitoring', ['prometheus → coordinator TCP 9090', 'prometheus → worker TCP 9090']],
  ])('of %s add the metrics, and nothing else', (overlay, more) => {
    const flows = flowsOf([...file('fanout-cpu.yaml'), ...read(renderOverlay(overlay)!)]);
    expect(flows).toEqual([...INSIDE, ...more].toSorted());
  });

  it.skipIf(renderOverlay('cpu') === undefined)('for a NATS cluster reach it in its namespace', () => {
    expect(flowsOf(read(renderOverlay('ha')!))).toEqual(
      [
        'worker → coordinator TCP 7070',
        'worker → nats-cluster TCP 4222',
        'coordinator → nats-cluster TCP 4222',
        ...everyOne('coordinator', 'worker', 'stranger'),
        ...apiServer(['worker', 'stranger']),
        ...results(['worker', 'stranger']),
      ].toSorted(),
    );
  });
});
