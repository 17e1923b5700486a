import { expect, it } from 'vitest';
import { memoryCluster } from '../../test/support/memory-cluster.ts';
import { Crew } from './crew.ts';
import { withVariables } from './with-variables.ts';

it('workers are held to what the installation declares, whatever their template says', async () => {
  const memory = memoryCluster();
  const template = await memory.workerTemplate();
  const worker = template.spec!.containers[0]!;
  const cluster = withVariables(
    {
      ...memory,
      workerTemplate: async () => ({
        ...template,
        spec: {
          ...template.spec!,
          containers: [{ ...worker, env: [{ name: 'FANOUT_DATASET_HOSTS', value: '*' }] }],
        },
      }),
    },
    { FANOUT_DATASET_HOSTS: 'none', FANOUT_DATASET_PATHS: '/datasets' },
  );
  const study = { metadata: { name: 's', namespace: 'n', uid: 'u' }, spec: {} };
  await new Crew(cluster, 'r').adjust(study, () => ({ target: 1, room: 1 }));
  const [job] = await cluster.jobs('fanout.dev/run=r');
  const env = job!.spec!.template.spec!.containers[0]!.env!;
  expect(env.filter(({ name }) => name.startsWith('FANOUT_DATASET'))).toEqual([
    { name: 'FANOUT_DATASET_HOSTS', value: 'none' },
    { name: 'FANOUT_DATASET_PATHS', value: '/datasets' },
  ]);
  expect(env).toContainEqual({ name: 'FANOUT_RUN', value: 'r' });
});
