/** What happens to pods on a cluster, in the middle of a run: nothing is lost. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { UPDATE } from './images.ts';
import { install } from './installation.ts';
import { type Lab, labAt, NO_LAB } from './lab.ts';
import { ledgerOf, runLocally } from './ledgers.ts';
import { slow, TRIALS } from './slow-study.ts';
import { eventually, StudyOnCluster } from './study-on-cluster.ts';

/** What is left of a run whose Study was taken away by force. */
const GHOST = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'ghost', namespace: 'fanout', labels: { 'fanout.dev/run': 'ghost' } },
  spec: {
    suspend: true,
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'worker', image: 'fanout-worker:0.1.0' }] },
    },
  },
};

/** All nodes. */
const NODES = '--selector=kubernetes.io/os=linux';

describe.skipIf(NO_LAB !== undefined)('faults', () => {
  let lab: Lab;
  let expected: unknown[];
  beforeAll(async () => {
    lab = labAt(inject('lab'));
    expected = ledgerOf(await runLocally(slow('here', 2)));
  });
  afterAll(() => install(lab));

  const study = (name: string) => new StudyOnCluster(lab, name);

  it('loses nothing when workers, the coordinator and NATS are killed', async () => {
    await lab.apply(JSON.stringify(GHOST));
    await lab.apply(slow('hurt', 2));
    const hurt = study('hurt');
    const kill = (...names: string[]) =>
      lab.kubectl('-n', 'fanout', 'delete', 'pod', '--grace-period=0', '--force', ...names);
    await eventually(async () => expect(await hurt.done()).toBeGreaterThan(0));
    // In order, as a drain or an upgrade does it, and then not in order.
    await lab.kubectl('-n', 'fanout', 'delete', 'pod', '--wait=false', (await hurt.runningPods())[0]!);
    await lab.kubectl('-n', 'fanout', 'rollout', 'restart', 'deployment/fanout-coordinator');
    await lab.kubectl('-n', 'fanout', 'rollout', 'status', 'deployment/fanout-coordinator', '--timeout=120s');
    await hurt.getsFurther();
    await eventually(async () => expect(await hurt.runningPods()).not.toHaveLength(0));
    await kill((await hurt.runningPods())[0]!);
    await hurt.getsFurther();
    await kill('-l', 'app.kubernetes.io/component=coordinator');
    await hurt.getsFurther();
    await kill('fanout-nats-0');
    expect(await hurt.done()).toBeLessThan(TRIALS);
    await hurt.completes();
    expect((await hurt.results()).trials).toMatchObject({ total: TRIALS, completed: TRIALS, failed: 0 });
    expect(ledgerOf(await hurt.results())).toEqual(expected);
    expect(await hurt.events()).toContain('Resumed');
    // Each coordinator looks for workers that no study has any more.
    const ghost = await lab.tryKubectl('-n', 'fanout', 'get', 'job', GHOST.metadata.name);
    expect(ghost.stderr).toMatch(/NotFound/);
  });

  it('loses nothing when a worker is evicted, the node drained, and the images updated', async () => {
    await lab.apply(slow('moved', 2));
    const moved = study('moved');
    await eventually(async () => expect(await moved.done()).toBeGreaterThan(0));
    await lab.evict('fanout', (await moved.runningPods())[0]!);
    await moved.getsFurther();

    const drained = await drain(lab);
    for (const pod of ['fanout-coordinator-.*', 'fanout-nats-0', 'moved-.*'])
      expect(drained).toMatch(new RegExp(`^pod/${pod} evicted$`, 'm'));
    expect(await moved.runningPods()).toEqual([]);
    expect(await moved.done()).toBeLessThan(TRIALS);
    await lab.kubectl('uncordon', NODES);
    await moved.getsFurther();

    const before = await moved.runningPods();
    const images = ['coordinator', 'worker'].map((name) => ({ name: `fanout-${name}`, newTag: UPDATE }));
    await install(lab, { images });
    const [coordinator] = await podsOf(lab, 'app.kubernetes.io/component=coordinator');
    expect(coordinator?.image).toBe(`fanout-coordinator:${UPDATE}`);
    // Those at work go on with what they are; new ones have the new image.
    const kept = await podsOf(lab, 'fanout.dev/study=moved');
    expect(kept.filter(({ name }) => before.includes(name)).map(({ image }) => image)).toContain(
      'fanout-worker:0.1.0',
    );
    await moved.scale(3);
    await eventually(async () => {
      const now = await podsOf(lab, 'fanout.dev/study=moved');
      expect(now.map(({ image }) => image)).toContain(`fanout-worker:${UPDATE}`);
    });
    expect(await moved.done()).toBeLessThan(TRIALS);
    await moved.completes();
    expect((await moved.results()).trials).toMatchObject({ total: TRIALS, completed: TRIALS, failed: 0 });
    expect(ledgerOf(await moved.results())).toEqual(expected);
  });
});

/** Empties the node by the eviction API, as before its maintenance; what kubectl says of it. */
const drain = (lab: Lab) =>
  lab.kubectl(
    ...['drain', NODES, '--pod-selector=app.kubernetes.io/name=fanout'],
    ...['--delete-emptydir-data', '--timeout=120s'],
  );

async function podsOf(lab: Lab, selector: string) {
  const { items } = await lab.get<{
    items: { metadata: { name: string }; spec: { containers: { image: string }[] } }[];
  }>('pods', '-n', 'fanout', '-l', selector);
  return items.map(({ metadata, spec }) => ({ name: metadata.name, image: spec.containers[0]!.image }));
}
