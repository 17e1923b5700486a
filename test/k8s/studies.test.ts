/** Studies on a cluster, from `kubectl apply` to the verdict. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { install, type Variant, workerPatch } from './installation.ts';
import { type Lab, labAt, NO_LAB, ROOT } from './lab.ts';
import { ledgerOf, runLocally } from './ledgers.ts';
import { metricsOf, metricsOfPod } from './metrics.ts';
import { slow, TRIALS } from './slow-study.ts';
import { eventually, StudyOnCluster } from './study-on-cluster.ts';

/**
 * The workers of the manifests for GPUs, on a machine that has none: their claim on a GPU, and the image and
 * backend for CPUs.
 */
const GPU_ON_CPU: Variant = {
  overlay: 'gpu',
  images: [{ name: 'fanout-worker-gpu', newName: 'fanout-worker' }],
  patches: [{ patch: workerPatch({ args: ['worker', '--backend', 'wasm'] }) }],
};

describe.skipIf(NO_LAB !== undefined)('studies', () => {
  let lab: Lab;
  beforeAll(() => {
    lab = labAt(inject('lab'));
  });
  afterAll(() => install(lab));

  const study = (name: string) => new StudyOnCluster(lab, name);

  it('runs a study to its end, with the ledger of a run on one machine', async () => {
    const file = join(ROOT, 'studies/iris.yaml');
    await lab.kubectl('apply', '-f', file);
    const iris = study('iris');
    await iris.completes();
    const here = await runLocally(await readFile(file, 'utf8'));
    expect(ledgerOf(await iris.results())).toEqual(ledgerOf(here));
    const status = await iris.status();
    expect(status).toMatchObject({ progress: '60/60', workers: 0, verdict: here.verdict.summary.join(' ') });
    expect(status.conditions?.map(({ type, status: holds }) => `${type}=${holds}`).sort()).toEqual([
      ...['Accepted=True', 'Complete=True', 'Failed=False', 'Running=False', 'Suspended=False'],
      'WorkersReady=True',
    ]);
    expect(await iris.events()).toEqual(expect.arrayContaining(['Started', 'Completed']));
    expect(await iris.workers()).toEqual([]);
    const [heading] = (await lab.kubectl('get', 'studies')).split('\n');
    expect(heading?.split(/\s+/)).toEqual(['NAME', 'PROGRESS', 'BEST', 'MEAN', 'WORKERS', 'STATE', 'AGE']);
  });

  it('says what is wrong with a study: the API server what a schema can say, the coordinator the rest', async () => {
    const bad = slow('bad', 1).replace('count: 3', 'count: 0').replace('[glorot_normal,', '[glorot_norm,');
    await expect(lab.apply(bad)).rejects.toThrow(/spec.folds.count.*greater than or equal to 1/);
    await expect(lab.apply(bad)).rejects.toThrow(
      /spec.initializers\[0\]: Invalid value: "glorot_norm": .* should match '\^\(.*glorot_normal/,
    );
    await expect(lab.apply(slow('bad', 1).replace('max: 1', 'min: 2, max: 1'))).rejects.toThrow(
      /min must be at most max/,
    );
    await lab.apply(slow('bad', 1).replace('he_normal', 'glorot_normal'));
    await eventually(async () => expect((await study('bad').status()).state).toBe('Invalid'));
    const accepted = (await study('bad').status()).conditions?.find(({ type }) => type === 'Accepted');
    expect(accepted).toMatchObject({ status: 'False', reason: 'StudyInvalid' });
    expect(accepted?.message).toMatch(
      /^STUDY_INVALID: .*spec\.initializers\[1\] must have a name of its own/s,
    );
    await lab.kubectl('delete', 'study', 'bad');
  });

  it('scales up and down during a run, and takes no worker in the middle of a pack', async () => {
    await lab.apply(slow('scaled', 1));
    const scaled = study('scaled');
    await eventually(async () => expect(await scaled.done()).toBeGreaterThan(0));
    expect(await scaled.workers()).toHaveLength(1);
    await scaled.scale(3);
    // What an autoscaler asks for.
    const scale = JSON.parse(
      await lab.kubectl('get', '--raw', '/apis/fanout.dev/v1/namespaces/default/studies/scaled/scale'),
    );
    expect(scale).toMatchObject({
      spec: { replicas: 3 },
      status: { selector: `fanout.dev/run=${(await scaled.status()).run}` },
    });
    await eventually(async () => expect(await scaled.runningPods()).toHaveLength(3));
    // Each shows the coordinator a token of its own, and is known to it under the name of its pod.
    const tokens = await scaled.tokens();
    expect(tokens.size).toBe(3);
    expect(new Set(tokens.values()).size).toBe(3);
    for (const pod of await scaled.runningPods())
      await eventually(async () => expect(await metricsOf(lab)).toContain(`{worker="${pod}-`));
    // Each serves its metrics, also while it trains; one that has just begun to run does not listen yet.
    const { run } = await scaled.status();
    for (const worker of await scaled.runningPods())
      await eventually(async () => {
        const served = await metricsOfPod(lab, worker);
        expect(served).toMatch(new RegExp(`^fanout_run_info\\{.*run="${run}"`, 'm'));
        expect(served).toMatch(/^fanout_worker_\w+/m);
      });
    await scaled.getsFurther();
    await scaled.scale(1);
    await eventually(async () => expect(await scaled.workers()).toHaveLength(1));
    expect(await scaled.done()).toBeLessThan(TRIALS);
    await scaled.completes();
    // Nobody was taken away from a pack: none was handed back, and each trial was begun once.
    expect(await metricsOf(lab)).not.toContain(`fanout_packs_released_total{run="${run}"`);
    expect((await scaled.results()).trials).toEqual({
      total: TRIALS,
      completed: TRIALS,
      failed: 0,
      attempts: TRIALS,
    });
    expect(await scaled.workers()).toEqual([]);
  });

  it('makes a new run of an edited spec, and cancels the run of a deleted one', async () => {
    await lab.apply(slow('edited', 1));
    const edited = study('edited');
    await eventually(async () => expect(await edited.done()).toBeGreaterThan(0));
    const { run } = await edited.status();
    await lab.apply(slow('edited', 1, '[7, 8]'));
    await eventually(async () => expect((await edited.status()).run).not.toBe(run));
    await eventually(async () => expect(await edited.runningPods()).toHaveLength(1));
    // Its worker could decode images, for datasets that have some: of its packages none is missing.
    const doctor = ['node', '/app/dist/cli/fanout.js', 'doctor'];
    await eventually(async () => {
      // The first may be one of the run before, on its way out.
      const worker = (await edited.runningPods()).at(-1)!;
      const { stdout } = await lab.tryKubectl('-n', 'fanout', 'exec', worker, '--', ...doctor);
      expect(stdout).toMatch(/^ok +images +sharp/m);
    });
    await lab.kubectl('delete', 'study', 'edited', '--timeout=60s');
    expect(await edited.workers()).toEqual([]);
  });

  it('gives each worker a GPU of its own, and says of those that get none what they lack', async () => {
    await lab.fakeGpus(2);
    await install(lab, GPU_ON_CPU);
    // The first two thirds of the same grid.
    await lab.apply(slow('accelerated', 3, '[1, 2, 3, 4]'));
    const accelerated = study('accelerated');
    await eventually(async () => {
      const ready = (await accelerated.status()).conditions?.find(({ type }) => type === 'WorkersReady');
      expect(ready).toMatchObject({ status: 'False', reason: 'NotStarting' });
      expect(ready?.message).toMatch(
        /1 of 3 workers do not start: Unschedulable: .*Insufficient nvidia.com\/gpu/,
      );
    });
    expect(await accelerated.runningPods()).toHaveLength(2);
    expect(await accelerated.events()).toContain('WorkersNotStarting');
    await accelerated.completes();
    const ledger = ledgerOf(await accelerated.results());
    expect(ledger).toHaveLength((TRIALS * 2) / 3);
    expect(ledger).toEqual(ledgerOf(await study('scaled').results()).slice(0, ledger.length));
    await install(lab);
  });
});
