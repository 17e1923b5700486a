/**
 * The overlay `ha`: three copies of queue and ledger on a NATS cluster with TLS, of which one server at a
 * time may be lost.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { install, workerPatch } from './installation.ts';
import { type Lab, labAt, NO_LAB } from './lab.ts';
import { ledgerOf, runLocally } from './ledgers.ts';
import { killNatsServer, startNatsCluster } from './nats-in-cluster.ts';
import { slow } from './slow-study.ts';
import { eventually, StudyOnCluster } from './study-on-cluster.ts';

describe.skipIf(NO_LAB !== undefined)('with a NATS cluster', () => {
  const SEEDS = '[1, 2, 3, 4]';
  const TRIALS = 24;
  let lab: Lab;
  beforeAll(async () => {
    lab = labAt(inject('lab'));
    await startNatsCluster(lab);
    // The overlay has workers with a GPU each.
    const worker = {
      args: ['worker', '--backend', 'wasm'],
      resources: { limits: { 'nvidia.com/gpu': null } },
    };
    await install(lab, {
      overlay: 'ha',
      images: [{ name: 'fanout-worker-gpu', newName: 'fanout-worker' }],
      patches: [{ patch: workerPatch(worker) }],
    });
  });
  afterAll(async () => {
    await install(lab);
    await lab.kubectl('delete', 'namespace', 'nats', '--wait=false');
  });

  it('loses nothing when one server after the other is lost, with all that it stored', async () => {
    const expected = ledgerOf(await runLocally(slow('here', 2, SEEDS)));
    await lab.apply(slow('on-three-servers', 2, SEEDS));
    const study = new StudyOnCluster(lab, 'on-three-servers');
    await eventually(async () => expect(await study.done()).toBeGreaterThan(0));
    await killNatsServer(lab, 0);
    await study.getsFurther();
    // Ready again when it has caught up: until then the other two must stay. No quick machine is done with
    // the study meanwhile.
    await study.pauses();
    await lab.kubectl('-n', 'nats', 'rollout', 'status', 'statefulset/nats', '--timeout=120s');
    await study.goesOn(2);
    await study.getsFurther();
    expect(await study.done()).toBeLessThan(TRIALS);
    await killNatsServer(lab, 1);
    await study.completes();
    expect((await study.results()).trials).toMatchObject({ total: TRIALS, completed: TRIALS, failed: 0 });
    expect(ledgerOf(await study.results())).toEqual(expected);
    await lab.kubectl('delete', 'study', 'on-three-servers', '--timeout=60s');
  });
});
