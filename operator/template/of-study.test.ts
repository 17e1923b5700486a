import { expect, it } from 'vitest';
import { templateOf } from './of-study.ts';

const of = (template: unknown) =>
  templateOf({ metadata: { name: 's', namespace: 'n', uid: 'u' }, spec: { template } });

it('is the template as it was written, or an empty one', () => {
  const template = { spec: { containers: [{ name: 'worker', resources: { limits: { memory: '8Gi' } } }] } };
  expect(of(template)).toBe(template);
  expect(of(undefined)).toEqual({});
});

it.each([
  [
    { spec: { tolerations: [{ keys: 'x' }] } },
    'spec.template.spec.tolerations[0].keys is no field of V1Toler',
  ],
  [
    { spec: { containers: [{ name: 'worker', resource: {} }] } },
    'spec.template.spec.containers[0].resource is no field of V1Container',
  ],
  [{ spec: { volumes: { name: 'x' } } }, 'spec.template.spec.volumes must be a list'],
  [{ spec: { nodeSelector: 'ssd' } }, 'spec.template.spec.nodeSelector must be an object'],
  [{ spec: { restartPolicy: 'Never' } }, 'spec.template.spec.restartPolicy is of fanout itself'],
])('says what of it cannot be used, where Kubernetes’ client would say nothing: %j', (template, message) => {
  expect(() => of(template)).toThrow(
    expect.objectContaining({ code: 'STUDY_INVALID', message: expect.stringContaining(message) }),
  );
});
