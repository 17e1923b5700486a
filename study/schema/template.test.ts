import { expect, it } from 'vitest';
import { template } from './template.ts';

/** What is wrong, each as `path: message`. */
const wrong = (value: unknown) =>
  template.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const worker = (fields: object) => ({ spec: { containers: [{ name: 'worker', ...fields }] } });

it('takes whatever Kubernetes has for a pod, as it was written', () => {
  const good = {
    metadata: { labels: { team: 'a' }, annotations: { note: 'b' } },
    spec: {
      nodeSelector: { disk: 'ssd' },
      runtimeClassName: 'nvidia',
      priorityClassName: 'low',
      serviceAccountName: 'trainer',
      imagePullSecrets: [{ name: 'registry' }],
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'images' } },
        { name: 'fanout-checkpoints', persistentVolumeClaim: { claimName: 'fanout-checkpoints' } },
      ],
      containers: [
        {
          name: 'worker',
          env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'wandb', key: 'key' } } }],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
          resources: { limits: { 'nvidia.com/gpu': 2 } },
        },
        { name: 'sidecar', image: 's', command: ['x'], args: ['y'] },
      ],
    },
  };
  expect(template.parse(good)).toEqual(good);
});

it.each([
  [worker({ image: 'x' }), 'spec.containers.0.image: is of fanout itself'],
  [worker({ command: ['x'] }), 'spec.containers.0.command: is of fanout itself'],
  [worker({ args: [] }), 'spec.containers.0.args: is of fanout itself'],
  [worker({ env: [{ name: 'FANOUT_TOKEN', value: 'x' }] }), 'env.0.name: must not begin with FANOUT_'],
  [{ spec: { restartPolicy: 'Never' } }, 'spec.restartPolicy: is of fanout itself'],
  [{ metadata: { labels: { 'fanout.dev/run': 'r' } } }, 'fanout.dev/run: is a label of fanout'],
  [{ metadata: { labels: { 'app.kubernetes.io/name': 'r' } } }, 'name: is a label of fanout'],
  [{ metadata: { name: 'mine' } }, 'metadata: Unrecognized key: "name"'],
  [{ spec: { containers: [{ name: 'a' }, { name: 'a' }] } }, 'containers.1.name: must differ'],
])('refuses what would break fanout: %j', (value, expected) => {
  expect(wrong(value)).toEqual([expect.stringContaining(expected)]);
});

it.each([
  [worker({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'fanout-credentials' } } }] })],
  [worker({ envFrom: [{ secretRef: { name: 'fanout-credentials' } }] })],
  [{ spec: { volumes: [{ name: 'v', secret: { secretName: 'fanout-credentials' } }] } }],
  [{ spec: { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'fanout-x' } }] } }] } }],
  [{ spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'fanout-results' } }] } }],
  [{ spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data-fanout-nats-0' } }] } }],
  [{ spec: { serviceAccountName: 'fanout-coordinator' } }],
  [{ spec: { serviceAccount: 'fanout-coordinator' } }],
  [{ spec: { volumes: [{ name: 'fanout-program', emptyDir: {} }] } }],
  [worker({ volumeMounts: [{ name: 'fanout-program', mountPath: '/x' }] })],
])('lets no study reach for what is of fanout itself: %j', (value) => {
  expect(wrong(value)).toEqual([
    expect.stringMatching(/^spec\..*: must not be ".*": that .* of fanout itself$/),
  ]);
});
