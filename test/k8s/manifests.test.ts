/** The manifests, as an API server takes them: what they allow, and what they do not. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { renderOverlay } from '../../k8s/render.ts';
import { type Lab, labAt, NO_LAB, ROOT } from './lab.ts';
import { metricsOf } from './metrics.ts';
import { eventually } from './study-on-cluster.ts';

describe.skipIf(NO_LAB !== undefined)('the manifests', () => {
  let lab: Lab;
  let out: string;
  beforeAll(async () => {
    lab = labAt(inject('lab'));
    out = await mkdtemp(join(tmpdir(), 'fanout-manifests-'));
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

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
    await eventually(async () => expect(await metricsOf(lab)).toMatch(/^fanout_nats_connected 1$/m));
    expect(await metricsOf(lab)).toMatch(/^fanout_build_info\{.*version="0\.1\.0"/m);
  });
});
