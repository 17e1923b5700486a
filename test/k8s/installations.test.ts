/** Two installations on one cluster, as docs/kubernetes.md says: each has the Studies of its class. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { install } from './installation.ts';
import { type Lab, labAt, NO_LAB } from './lab.ts';
import { eventually, StudyOnCluster } from './study-on-cluster.ts';
import { bindVolume } from './volumes.ts';

const NAMESPACE = 'fanout-b';

const study = (name: string, labels: string) => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: ${name}, labels: ${labels} }
spec:
  dataset: { name: iris }
  initializers: [he_normal]
  folds: { count: 2 }
  model: [{ dense: { units: classes, activation: softmax } }]
  training: { epochs: 1 }
  workers: { max: 1 }
`;

describe.skipIf(NO_LAB !== undefined)('two installations', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = labAt(inject('lab'));
    await bindVolume(lab, 'results-b', 'fanout-results', { namespace: NAMESPACE });
    await bindVolume(lab, 'nats-b', 'data-fanout-nats-0', { namespace: NAMESPACE });
    await install(lab, {
      namespace: NAMESPACE,
      patches: [
        {
          target: { kind: 'ClusterRoleBinding', name: 'fanout-coordinator' },
          patch: '- { op: replace, path: /metadata/name, value: fanout-coordinator-b }\n',
          options: { allowNameChange: true },
        },
        ...[
          ['ClusterRoleBinding', 'fanout-results', '/roleRef/name', 'fanout-results-b'],
          ['ClusterRole', 'fanout-results', '/rules/1/resourceNames', '[v1.b.results.fanout.dev]'],
          ['ClusterRole', 'fanout-results-view', '/rules/0/apiGroups', '[b.results.fanout.dev]'],
        ].map(([kind, name, path, value]) => ({
          target: { kind, name },
          patch: `- { op: replace, path: /metadata/name, value: ${name}-b }\n- { op: replace, path: ${path}, value: ${value} }\n`,
          options: { allowNameChange: true },
        })),
        {
          target: { kind: 'APIService', name: 'v1.results.fanout.dev' },
          patch:
            '- { op: replace, path: /metadata/name, value: v1.b.results.fanout.dev }\n- { op: replace, path: /spec/group, value: b.results.fanout.dev }\n',
          options: { allowNameChange: true },
        },
        {
          target: { kind: 'Deployment', name: 'fanout-coordinator' },
          patch: '- { op: add, path: /spec/template/spec/containers/0/args/-, value: --class=b }\n',
        },
      ],
    });
  });
  afterAll(async () => {
    await lab.kubectl('delete', 'apiservice', 'v1.b.results.fanout.dev');
    await lab.kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
  });

  it('have the studies of their class, and the first one those without', async () => {
    await lab.apply(study('of-b', '{ fanout.dev/class: b }'));
    await lab.apply(study('of-none', '{}'));
    await lab.apply(study('of-nobody', '{ fanout.dev/class: c }'));
    const jobs = async (namespace: string) => {
      const { items } = await lab.get<{ items: { metadata: { labels: Record<string, string> } }[] }>(
        ...['jobs', '-n', namespace],
      );
      return items.map(({ metadata }) => metadata.labels['fanout.dev/study']);
    };
    const seen = { fanout: new Set<unknown>(), [NAMESPACE]: new Set<unknown>() };
    const states = async () =>
      Promise.all(
        ['of-b', 'of-none'].map(async (name) => (await new StudyOnCluster(lab, name).status()).state),
      );
    await eventually(async () => {
      for (const namespace of ['fanout', NAMESPACE] as const)
        for (const name of await jobs(namespace)) seen[namespace]?.add(name);
      expect(await states()).toEqual(['Completed', 'Completed']);
    });
    expect(seen[NAMESPACE]).toEqual(new Set(['of-b']));
    expect(seen.fanout).toEqual(new Set(['of-none']));
    expect(await new StudyOnCluster(lab, 'of-nobody').status()).toEqual({});
    // Each has a group of its own for what its Studies left.
    for (const [group, name] of Object.entries({
      'b.results.fanout.dev': 'of-b',
      'results.fanout.dev': 'of-none',
    }))
      await eventually(async () =>
        expect(
          await lab.kubectl('get', '--raw', `/apis/${group}/v1/namespaces/default/studies/${name}/report`),
        ).toContain(name),
      );
    await lab.kubectl('delete', 'study', 'of-b', 'of-none', 'of-nobody', '--timeout=60s');
  });
});
