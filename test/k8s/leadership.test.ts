/** Two coordinators, of which one leads; it is killed, and the other takes over. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { processesStartedWith } from '../support/processes.ts';
import { install } from './installation.ts';
import { type Lab, labAt, NO_LAB } from './lab.ts';
import { ledgerOf, runLocally } from './ledgers.ts';
import { slow } from './slow-study.ts';
import { eventually, StudyOnCluster } from './study-on-cluster.ts';

/** Of 12 trials. */
const STUDY = slow('led', 2, '[1, 2]');
const TRIALS = 12;
/** Promised. */
const REPLACED_MS = 15_000;

/** The lab's node is one, and its volume is of one node. */
const ONE_NODE = {
  target: { kind: 'PersistentVolumeClaim', name: 'fanout-results' },
  patch: '- { op: replace, path: /spec/accessModes, value: [ReadWriteOnce] }\n',
};

describe.skipIf(NO_LAB !== undefined)('two coordinators', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = labAt(inject('lab'));
    await install(lab, { components: ['coordinator-pair'], patches: [ONE_NODE] });
  });
  afterAll(() => install(lab));

  const pods = async (selector: string) => {
    const { items } = await lab.get<{ items: { metadata: { name: string } }[] }>(
      ...['pods', '-n', 'fanout', '-l', `app.kubernetes.io/component=coordinator${selector}`],
    );
    return items.map(({ metadata }) => metadata.name);
  };
  const leader = async () => {
    const leaders = await pods(',fanout.dev/leader=true');
    expect(leaders).toHaveLength(1);
    return leaders[0]!;
  };

  it('one leads, and when it is killed the other does within 15 s, and no run begins anew', async () => {
    expect(await pods('')).toHaveLength(2);
    await lab.apply(STUDY);
    const led = new StudyOnCluster(lab, 'led');
    await led.getsFurther();
    const { run } = await led.status();
    const first = await leader();
    const workers = await led.workers();
    for (const { pid } of processesStartedWith(`FANOUT_COORDINATOR_ID=${first}`))
      process.kill(pid, 'SIGKILL');
    const killed = performance.now();
    await eventually(async () => expect(await leader()).not.toBe(first), 60_000);
    expect(performance.now() - killed).toBeLessThan(REPLACED_MS);
    // What answers is the new one, by the Service and by the API server alike.
    await led.getsFurther();
    await lab.kubectl('get', '--raw', '/apis/results.fanout.dev/v1/namespaces/default/studies/led/results');
    await led.completes();
    const results = await led.results();
    expect((await led.status()).run).toBe(run);
    expect(await led.events()).not.toContain('Replaced');
    expect(workers.length).toBeGreaterThan(0);
    expect(results.trials).toMatchObject({ total: TRIALS, completed: TRIALS, failed: 0 });
    expect(ledgerOf(results)).toEqual(ledgerOf(await runLocally(STUDY)));
  });
});
