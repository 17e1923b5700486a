import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeTemplate } from './merge.ts';

const SAFE = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** As the installation has it. */
const BASE: V1PodTemplateSpec = {
  metadata: { labels: { 'app.kubernetes.io/name': 'fanout' } },
  spec: {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
    containers: [
      {
        name: 'worker',
        image: 'w',
        env: [
          { name: 'FANOUT_CACHE', value: '/cache' },
          { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        ],
        resources: { requests: { cpu: '1', memory: '512Mi' }, limits: { memory: '2Gi' } },
        securityContext: SAFE,
        volumeMounts: [
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'cache', mountPath: '/cache' },
        ],
      },
    ],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'cache', emptyDir: {} },
    ],
  },
};

const spec = (over: object) => mergeTemplate(BASE, { spec: over as never }).spec!;
const worker = (over: object) => spec({ containers: [{ name: 'worker', ...over }] }).containers[0]!;

it('merges containers by name and keeps what is not named, fanout’s security above all', () => {
  const merged = spec({
    nodeSelector: { disk: 'ssd' },
    containers: [{ name: 'worker', resources: { limits: { memory: '8Gi', 'nvidia.com/gpu': '1' } } }],
  });
  expect(merged).toEqual({
    ...BASE.spec,
    nodeSelector: { disk: 'ssd' },
    containers: [
      {
        ...BASE.spec!.containers[0],
        resources: {
          requests: { cpu: '1', memory: '512Mi' },
          limits: { memory: '8Gi', 'nvidia.com/gpu': '1' },
        },
      },
    ],
  });
});

it('lets a template change the security explicitly, field by field', () => {
  const { securityContext } = worker({ securityContext: { capabilities: { add: ['SYS_PTRACE'] } } });
  expect(securityContext).toEqual({ ...SAFE, capabilities: { drop: ['ALL'], add: ['SYS_PTRACE'] } });
  expect(worker({ securityContext: { readOnlyRootFilesystem: false } }).securityContext).toEqual({
    ...SAFE,
    readOnlyRootFilesystem: false,
  });
  expect(spec({ securityContext: { runAsUser: 1000 } }).securityContext).toEqual({
    ...BASE.spec!.securityContext,
    runAsUser: 1000,
  });
  expect(worker({ securityContext: { capabilities: { drop: [] } } }).securityContext).toMatchObject({
    capabilities: { drop: [] },
  });
});

it('replaces a variable and a volume of the same name as a whole: each has one source', () => {
  expect(
    worker({
      env: [
        { name: 'PASSWORD', value: 'x' },
        { name: 'MINE', value: 'y' },
      ],
    }).env,
  ).toEqual([
    { name: 'FANOUT_CACHE', value: '/cache' },
    { name: 'PASSWORD', value: 'x' },
    { name: 'MINE', value: 'y' },
  ]);
  const claim = { name: 'cache', persistentVolumeClaim: { claimName: 'c' } };
  expect(spec({ volumes: [claim] }).volumes).toEqual([BASE.spec!.volumes![0], claim]);
  const mounts = worker({ volumeMounts: [{ name: 'mine', mountPath: '/cache', subPath: 'a' }] }).volumeMounts;
  expect(mounts).toEqual([
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'mine', mountPath: '/cache', subPath: 'a' },
  ]);
});

it('appends tolerations, each once, and takes other lists as they are', () => {
  const mine = { key: 'spot', operator: 'Exists' };
  expect(spec({ tolerations: [mine, BASE.spec!.tolerations![0]!] }).tolerations).toEqual([
    BASE.spec!.tolerations![0],
    mine,
  ]);
});

it('makes a container that a study adds as safe as the worker’s, unless it says otherwise', () => {
  const sidecar = { name: 'logs', image: 'l', securityContext: { readOnlyRootFilesystem: false } };
  const merged = spec({ containers: [sidecar], initContainers: [{ name: 'fetch', image: 'f' }] });
  expect(merged.containers.map(({ name }) => name)).toEqual(['worker', 'logs']);
  expect(merged.containers[1]!.securityContext).toEqual({ ...SAFE, readOnlyRootFilesystem: false });
  expect(merged.initContainers).toEqual([{ name: 'fetch', image: 'f', securityContext: SAFE }]);
});

/** Templates of every form, of the names that make items meet. */
const name = fc.constantFrom('worker', 'cache', 'tmp', 'mine');
const value = fc.jsonValue({ maxDepth: 2 });
const list = (item: fc.Arbitrary<object>) => fc.array(item, { maxLength: 4 });
const container = fc.record(
  {
    name,
    env: list(fc.record({ name, value: fc.string({ maxLength: 3 }) })),
    envFrom: list(fc.record({ secretRef: fc.record({ name }) })),
    volumeMounts: list(fc.record({ name, mountPath: fc.constantFrom('/tmp', '/cache', '/data') })),
    ports: list(fc.record({ containerPort: fc.nat(2), protocol: fc.constantFrom('TCP', 'UDP') })),
    resources: fc.dictionary(name, fc.dictionary(name, fc.string({ maxLength: 3 }))),
    securityContext: fc.dictionary(fc.constantFrom('runAsUser', 'capabilities'), value),
  },
  { requiredKeys: ['name'] },
);
const template = fc.record(
  {
    metadata: fc.record({ labels: fc.dictionary(name, fc.string({ maxLength: 3 })) }, { requiredKeys: [] }),
    spec: fc.record(
      {
        containers: fc.uniqueArray(container, { maxLength: 4, selector: (each) => each.name }),
        initContainers: fc.uniqueArray(container, { maxLength: 4, selector: (each) => each.name }),
        volumes: list(fc.record({ name, emptyDir: fc.dictionary(name, value) })),
        tolerations: list(fc.record({ key: name, effect: name }, { requiredKeys: [] })),
        nodeSelector: fc.dictionary(name, fc.string({ maxLength: 3 })),
        affinity: value,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
) as unknown as fc.Arbitrary<V1PodTemplateSpec>;

it('an empty template changes nothing, and a template changes nothing the second time', () => {
  fc.assert(
    fc.property(template, template, (own, over) => {
      // An installation has a worker.
      const base = mergeTemplate({ spec: { containers: [{ name: 'worker' }] } }, own);
      expect(mergeTemplate(base, {})).toEqual(base);
      expect(mergeTemplate(base, { metadata: {}, spec: {} as never })).toMatchObject(base);
      const once = mergeTemplate(base, over);
      expect(mergeTemplate(once, over)).toEqual(once);
    }),
    { numRuns: 60 },
  );
});

it('leaves what it is given as it is', () => {
  const before = structuredClone(BASE);
  worker({ env: [{ name: 'PASSWORD', value: 'x' }], securityContext: { privileged: true } });
  expect(BASE).toEqual(before);
});
