import { expect, it } from 'vitest';
import { workerJob } from './job.ts';

it('has Kubernetes start a worker again that ended with an error, as good as without end', () => {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'worker' }] } };
  const { spec } = workerJob({ name: 'n', run: 'r', study: { name: 's', namespace: 'd' }, template });
  expect(spec?.template.spec?.restartPolicy).toBe('OnFailure');
  expect(spec?.backoffLimit).toBeGreaterThan(100_000);
});
