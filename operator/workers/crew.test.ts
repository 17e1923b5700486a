import { expect, it } from 'vitest';
import { troubledCluster } from '../../test/support/troubled-cluster.ts';
import type { StudyObject } from '../study/object.ts';
import { Crew } from './crew.ts';

const study: StudyObject = { metadata: { name: 's', namespace: 'n', uid: 'u' }, spec: {} };
const needing = (target: number) => () => ({ target, room: target });

it('makes at most fifty workers at a time, and counts those that it made', async () => {
  const cluster = troubledCluster();
  const crew = new Crew(cluster, 'r');
  expect(await crew.adjust(study, needing(120))).toEqual({ workers: 50 });
  expect(await crew.adjust(study, needing(120))).toEqual({ workers: 100 });
  expect(await crew.adjust(study, needing(120))).toEqual({ workers: 120 });
  expect(await cluster.workers()).toHaveLength(120);
});

it('gives each worker a token of its own, made for the name of its Job', async () => {
  const cluster = troubledCluster();
  const crew = new Crew(cluster, 'r', { tokenFor: (worker) => `token of ${worker}` });
  await crew.adjust(study, needing(2));
  const jobs = await cluster.jobs('fanout.dev/run=r');
  const shown = jobs.map(({ metadata, spec }) => {
    const environment = spec?.template.spec?.containers[0]?.env ?? [];
    const given = (name: string) => environment.find((variable) => variable.name === name)?.value;
    return [metadata?.name, given('FANOUT_WORKER_NAME'), given('FANOUT_TOKEN')];
  });
  expect(shown).toEqual(jobs.map(({ metadata: { name } = {} }) => [name, name, `token of ${name}`]));
  expect(new Set(shown.flat()).size).toBe(4);
});

it('counts those that it made before one was refused, and says why', async () => {
  const cluster = troubledCluster();
  cluster.trouble.mostJobs = 2;
  const state = await new Crew(cluster, 'r').adjust(study, needing(5));
  expect(state).toMatchObject({
    workers: 2,
    problem: { message: '3 more wanted, and cannot be made: create a job: exceeded quota' },
  });
});

it('says of Jobs whose pods are refused why they are, with and without the right to read events', async () => {
  const cluster = troubledCluster();
  cluster.trouble.withoutPods = true;
  let now = 0;
  const crew = new Crew(cluster, 'r', { now: () => now });
  await crew.adjust(study, needing(1));
  expect(await crew.adjust(study, needing(1))).toEqual({ workers: 1 });
  now = 60_000;
  const [job] = await cluster.workers();
  cluster.refusalEvents.push({
    metadata: {},
    involvedObject: { uid: job! },
    reason: 'FailedCreate',
    message: 'violates PodSecurity',
  });
  expect((await crew.adjust(study, needing(1))).problem?.message).toBe(
    '1 of 1 workers do not start: FailedCreate: violates PodSecurity',
  );
  cluster.refused.set('refusals', 'forbidden');
  expect((await crew.adjust(study, needing(1))).problem?.kind).toBe('NoPod');
  // One that is taken away need not start any more.
  expect(await crew.adjust(study, needing(0))).toEqual({ workers: 0 });
});

it('says what keeps it from looking after workers, and nothing of their number', async () => {
  const cluster = troubledCluster();
  cluster.refused.set('jobs', 'list jobs: forbidden');
  expect(await new Crew(cluster, 'r').adjust(study, needing(1))).toEqual({
    problem: {
      reason: 'NotAdjusted',
      kind: 'NotAdjusted',
      message: 'the workers cannot be looked after, those there are go on: list jobs: forbidden',
    },
  });
});

it('makes workers of the study’s template as it now stands, and says what is wrong with that', async () => {
  const cluster = troubledCluster();
  const crew = new Crew(cluster, 'r');
  const on = (template: unknown): StudyObject => ({ ...study, spec: { template } });
  await crew.adjust(study, needing(1));
  await crew.adjust(on({ spec: { nodeSelector: { disk: 'ssd' } } }), needing(2));
  const pods = (await cluster.jobs('fanout.dev/run=r')).map(({ spec }) => spec?.template.spec);
  expect(pods.map((spec) => spec?.nodeSelector)).toEqual([undefined, { disk: 'ssd' }]);
  const { workers, problem } = await crew.adjust(on({ spec: { restartPolicy: 'Never' } }), needing(3));
  expect(workers).toBe(2);
  expect(problem?.message).toMatch(/1 more wanted, .* spec.template.spec.restartPolicy is of fanout itself/);
});

it('replaces workers that do not run when the template that they were made from is edited', async () => {
  const cluster = troubledCluster();
  const crew = new Crew(cluster, 'r');
  const on = (template: unknown): StudyObject => ({ ...study, spec: { template } });
  const mended = on({ spec: { imagePullSecrets: [{ name: 'registry' }] } });
  await crew.adjust(study, needing(1));
  const [atWork] = await cluster.workers();
  expect(await crew.adjust(mended, needing(1))).toEqual({ workers: 1 });
  expect(await cluster.workers()).toEqual([atWork]);

  cluster.trouble.withoutPods = true;
  // A template that cannot be used is no reason to take them away.
  await crew.adjust(on({ spec: { restartPolicy: 'Never' } }), needing(1));
  expect(await cluster.workers()).toEqual([atWork]);
  expect(await crew.adjust(mended, needing(2))).toEqual({ workers: 2 });
  const jobs = await cluster.jobs('fanout.dev/run=r');
  expect(jobs.map(({ metadata }) => metadata?.name)).not.toContain(atWork);
  expect(jobs.map(({ spec }) => spec?.template.spec?.imagePullSecrets)).toEqual([
    [{ name: 'registry' }],
    [{ name: 'registry' }],
  ]);
  // Nor is one that stays as it is.
  const made = await cluster.workers();
  await crew.adjust(mended, needing(2));
  expect(await cluster.workers()).toEqual(made);
});
