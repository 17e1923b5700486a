/** The whole on a real cluster: images, manifests, Studies, faults. One cluster, in order; see docs/kubernetes.md. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { renderOverlay } from '../../k8s/render.ts';
import { loadImages } from './images.ts';
import { install, ledgerOf, runLocally, StudyOnCluster, useGpuTemplate } from './installation.ts';
import { bringUp, type Lab, NO_LAB, ROOT } from './lab.ts';

if (NO_LAB) console.warn(`the tests on a cluster are left out: ${NO_LAB}`);

const eventually = <T>(check: () => Promise<T>, timeout = 120_000) =>
  vi.waitFor(check, { timeout, interval: 500 });

/** Long enough to do something in the middle of it: 36 trials of 4,000 images and two epochs. */
const TRIALS = 36;
const slow = (name: string, workers: number, seeds = '[1, 2, 3]') => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: ${name} }
spec:
  dataset: { name: mnist, examples: 6000 }
  initializers: [zeros, glorot_normal, he_normal, random_normal]
  folds: { count: 3 }
  seeds: ${seeds}
  training: { epochs: 2 }
  workers: { max: ${workers} }
`;

describe.skipIf(NO_LAB !== undefined)('on a cluster', () => {
  let lab: Lab;
  let out: string;

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'fanout-local-'));
    lab = await bringUp();
    await loadImages(lab);
    await install(lab);
  }, 600_000);
  afterAll(async () => {
    await lab?.down();
    await rm(out, { recursive: true, force: true });
  }, 120_000);

  const study = (name: string) => new StudyOnCluster(lab, name);
  const completed = (name: string) =>
    eventually(async () => expect((await study(name).status()).state).toBe('Completed'), 240_000);

  /** Read in the cluster, by the address of the Service. */
  const metrics = async () => {
    const { spec } = await lab.get<{ spec: { clusterIP: string } }>(
      ...['-n', 'fanout', 'service', 'fanout-coordinator'],
    );
    return lab.exec('curl', '-sf', `http://${spec.clusterIP}:9090/metrics`);
  };

  it.each(['cpu', 'gpu'])('accepts the manifests for %s, and they are current', async (overlay) => {
    const committed = await readFile(join(ROOT, `k8s/fanout-${overlay}.yaml`), 'utf8');
    expect(committed.split('\n').slice(1).join('\n')).toBe(renderOverlay(overlay));
    await lab.kubectl(
      'apply',
      '--server-side',
      '--dry-run=server',
      '--force-conflicts',
      '-f',
      join(ROOT, `k8s/fanout-${overlay}.yaml`),
    );
  });

  it('accepts the manifests for a NATS cluster, and renders those for what is not there', async () => {
    const ha = join(out, 'ha.yaml');
    await writeFile(ha, renderOverlay('ha')!);
    await lab.kubectl('apply', '--server-side', '--dry-run=server', '--force-conflicts', '-f', ha);
    expect(renderOverlay('monitoring')).toMatch(/^kind: ServiceMonitor$/m);
    expect(renderOverlay('keda')).toMatch(/^kind: ScaledObject$/m);
  });

  it('runs a study to its end, with the ledger of a run on one machine', async () => {
    const file = join(ROOT, 'studies/iris.yaml');
    await lab.kubectl('apply', '-f', file);
    await completed('iris');
    const iris = study('iris');
    const here = await runLocally(file, out);
    expect(ledgerOf(await iris.results())).toEqual(ledgerOf(here));
    const status = await iris.status();
    expect(status).toMatchObject({ progress: '60/60', workers: 0, verdict: here.verdict.summary.join(' ') });
    expect(status.conditions?.map(({ type, status: holds }) => `${type}=${holds}`).sort()).toEqual([
      ...['Accepted=True', 'Complete=True', 'Running=False', 'WorkersReady=True'],
    ]);
    expect(await iris.events()).toEqual(expect.arrayContaining(['Started', 'Completed']));
    expect(await iris.workers()).toEqual([]);
    const [heading] = (await lab.kubectl('get', 'studies')).split('\n');
    expect(heading?.split(/\s+/)).toEqual([
      'NAME',
      'PROGRESS',
      'BEST',
      'ACCURACY',
      'WORKERS',
      'STATE',
      'AGE',
    ]);
  });

  it('says what is wrong with a study: the API server what a schema can say, the coordinator the rest', async () => {
    const bad = slow('bad', 1).replace('count: 3', 'count: 1').replace('[zeros,', '[zeroes,');
    await expect(lab.apply(bad)).rejects.toThrow(/spec.folds.count.*greater than or equal to 2/);
    await expect(lab.apply(bad)).rejects.toThrow(/spec.initializers\[0\]: Unsupported value: "zeroes"/);
    await expect(lab.apply(slow('bad', 1).replace('max: 1', 'min: 2, max: 1'))).rejects.toThrow(
      /min must be at most max/,
    );
    await lab.apply(slow('bad', 1).replace('he_normal', 'zeros'));
    await eventually(async () => expect((await study('bad').status()).state).toBe('Invalid'));
    const accepted = (await study('bad').status()).conditions?.find(({ type }) => type === 'Accepted');
    expect(accepted).toMatchObject({ status: 'False', reason: 'STUDY_INVALID' });
    expect(accepted?.message).toContain('spec.initializers[2] must have a name of its own');
    await lab.kubectl('delete', 'study', 'bad');
  });

  it('scales up and down during a run, and takes no worker in the middle of a pack', async () => {
    await lab.apply(slow('scaled', 1));
    const scaled = study('scaled');
    await eventually(async () => expect(await scaled.done()).toBeGreaterThan(0));
    expect(await scaled.workers()).toHaveLength(1);
    await lab.kubectl('scale', 'study', 'scaled', '--replicas=3');
    // What an autoscaler asks for.
    const scale = JSON.parse(
      await lab.kubectl('get', '--raw', '/apis/fanout.dev/v1/namespaces/default/studies/scaled/scale'),
    );
    expect(scale).toMatchObject({
      spec: { replicas: 3 },
      status: { selector: `fanout.dev/run=${(await scaled.status()).run}` },
    });
    await eventually(async () => expect(await scaled.runningPods()).toHaveLength(3));
    const before = await scaled.done();
    await eventually(async () => expect(await scaled.done()).toBeGreaterThan(before));
    await lab.kubectl('scale', 'study', 'scaled', '--replicas=1');
    await eventually(async () => expect(await scaled.workers()).toHaveLength(1));
    expect(await scaled.done()).toBeLessThan(TRIALS);
    await completed('scaled');
    // Nobody was taken away from a pack: none was handed back, and each trial was begun once.
    expect(await metrics()).not.toMatch(/^fanout_packs_given_back_total/m);
    expect((await scaled.results()).trials).toEqual({
      total: TRIALS,
      completed: TRIALS,
      failed: 0,
      attempts: TRIALS,
    });
    expect(await scaled.workers()).toEqual([]);
  });

  it('loses nothing when workers, the coordinator and NATS are killed', async () => {
    await lab.apply(slow('hurt', 2));
    const hurt = study('hurt');
    const kill = (...names: string[]) =>
      lab.kubectl('-n', 'fanout', 'delete', 'pod', '--grace-period=0', '--force', ...names);
    const further = async () => {
      const before = await hurt.done();
      await eventually(async () => expect(await hurt.done()).toBeGreaterThan(before));
    };
    await eventually(async () => expect(await hurt.done()).toBeGreaterThan(0));
    // In order, as a drain or an upgrade does it, and then not in order.
    await lab.kubectl('-n', 'fanout', 'delete', 'pod', '--wait=false', (await hurt.runningPods())[0]!);
    await lab.kubectl('-n', 'fanout', 'rollout', 'restart', 'deployment/fanout-coordinator');
    await lab.kubectl('-n', 'fanout', 'rollout', 'status', 'deployment/fanout-coordinator', '--timeout=120s');
    await further();
    await eventually(async () => expect(await hurt.runningPods()).not.toHaveLength(0));
    await kill((await hurt.runningPods())[0]!);
    await further();
    await kill('-l', 'app.kubernetes.io/component=coordinator');
    await further();
    await kill('fanout-nats-0');
    expect(await hurt.done()).toBeLessThan(TRIALS);
    await completed('hurt');
    expect((await hurt.results()).trials).toMatchObject({ total: TRIALS, completed: TRIALS, failed: 0 });
    expect(ledgerOf(await hurt.results())).toEqual(ledgerOf(await study('scaled').results()));
    expect(await hurt.events()).toContain('Resumed');
  });

  it('makes a new run of an edited spec, and cancels the run of a deleted one', async () => {
    await lab.apply(slow('edited', 1));
    const edited = study('edited');
    await eventually(async () => expect(await edited.done()).toBeGreaterThan(0));
    const { run } = await edited.status();
    await lab.apply(slow('edited', 1, '[4, 5]'));
    await eventually(async () => expect((await edited.status()).run).not.toBe(run));
    await eventually(async () => expect(await edited.runningPods()).toHaveLength(1));
    await lab.kubectl('delete', 'study', 'edited', '--timeout=60s');
    expect(await edited.workers()).toEqual([]);
  });

  it('gives each worker a GPU of its own, and says of those that get none what they lack', async () => {
    await lab.fakeGpus(2);
    await useGpuTemplate(lab);
    await lab.apply(slow('accelerated', 3));
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
    await completed('accelerated');
    expect(ledgerOf(await accelerated.results())).toEqual(ledgerOf(await study('scaled').results()));
  });

  it('lets the coordinator do what it needs, and a worker nothing', async () => {
    const can = async (who: string, ...what: string[]) => {
      const { stdout } = await lab.tryKubectl(
        'auth',
        'can-i',
        ...what,
        `--as=system:serviceaccount:fanout:${who}`,
      );
      return stdout.trim() === 'yes';
    };
    const coordinator = (...what: string[]) => can('fanout-coordinator', ...what);
    expect(await coordinator('create', 'jobs', '-n', 'fanout')).toBe(true);
    expect(await coordinator('patch', 'studies', '--subresource=status')).toBe(true);
    for (const what of [
      ['create', 'jobs', '-n', 'default'],
      ['create', 'pods', '-n', 'fanout'],
      ['list', 'secrets', '-n', 'fanout'],
      ['get', 'secret/other', '-n', 'fanout'],
      ['delete', 'studies'],
      ['create', 'podtemplates', '-n', 'fanout'],
    ]) {
      expect([what, await coordinator(...what)]).toEqual([what, false]);
    }
    for (const what of [
      ['list', 'studies'],
      ['get', 'pods', '-n', 'fanout'],
      ['get', 'secrets', '-n', 'fanout'],
    ])
      expect([what, await can('fanout-worker', ...what)]).toEqual([what, false]);
  });

  it('admits only restricted pods, and denies traffic by default', async () => {
    const refused = await lab.tryKubectl(
      '-n',
      'fanout',
      'run',
      'rooted',
      '--image=fanout-worker:0.1.0',
      '--privileged',
    );
    expect(refused.stderr).toMatch(/violates PodSecurity "restricted/);
    const { spec } = await lab.get<{ spec: unknown }>('-n', 'fanout', 'networkpolicy', 'fanout-default-deny');
    expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('serves its metrics through the Service', async () => {
    await eventually(async () => expect(await metrics()).toMatch(/^fanout_nats_connected 1$/m));
    expect(await metrics()).toMatch(/^fanout_build_info\{.*version="0\.1\.0"/m);
  });
});
