/** The manifests, as an API server takes them: what they allow, and what they do not. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderOverlay } from '../../k8s/render.ts';
import { definitionsOf, KEDA, PROMETHEUS_OPERATOR } from './foreign-definitions.ts';
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

  /** As `kubectl apply --dry-run=server`: nothing is kept. */
  const dryRun = async (manifests: string) => {
    const file = join(out, 'manifests.yaml');
    await writeFile(file, manifests);
    await lab.kubectl('apply', '--server-side', '--dry-run=server', '--force-conflicts', '-f', file);
  };

  it.each(['cpu', 'gpu', 'webgpu'])('accepts the manifests for %s, and they are current', async (overlay) => {
    const committed = await readFile(join(ROOT, `k8s/fanout-${overlay}.yaml`), 'utf8');
    expect(committed.split('\n').slice(1).join('\n')).toBe(renderOverlay(overlay));
    await dryRun(committed);
  });

  it('accepts the manifests for a NATS cluster', async () => {
    await dryRun(renderOverlay('ha')!);
  });

  it.each([
    ['keda', KEDA, ['keda.sh_scaledobjects.yaml'], 'ScaledObject'],
    [
      'monitoring',
      PROMETHEUS_OPERATOR,
      ['servicemonitors', 'podmonitors', 'prometheusrules'].map(
        (name) => `monitoring.coreos.com_${name}.yaml`,
      ),
      'ServiceMonitor',
    ],
  ] as const)(
    'of %s are accepted by the definitions of their operator',
    async (overlay, origin, files, kind) => {
      const manifests = renderOverlay(overlay)!;
      expect(manifests).toMatch(new RegExp(`^kind: ${kind}$`, 'm'));
      const folder = await definitionsOf(origin);
      if (!folder) return console.warn(`left out: ${origin.module} cannot be had`);
      const definitions = files.flatMap((file) => ['-f', join(folder, file)]);
      await lab.kubectl('apply', '--server-side', ...definitions);
      await lab.kubectl('wait', '--for=condition=Established', '--timeout=30s', ...definitions);
      await dryRun(manifests);
      // They do refuse what they do not know.
      const objects = parseAllDocuments(manifests).map((document) => document.toJS());
      const object = objects.find((one) => one.kind === kind);
      object.spec.nonsense = 1;
      await expect(dryRun(JSON.stringify(object))).rejects.toThrow(/nonsense/);
      await lab.kubectl('delete', '--wait=false', ...definitions);
    },
  );

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
    expect(await coordinator('list', 'events', '-n', 'fanout')).toBe(true);
    for (const what of [
      ['list', 'events', '-n', 'default'],
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
    // Which flows all of them allow together: k8s/network.test.ts.
    const { spec } = await lab.get<{ spec: unknown }>('-n', 'fanout', 'networkpolicy', 'fanout-default-deny');
    expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('serves its metrics through the Service', async () => {
    await eventually(async () => expect(await metricsOf(lab)).toMatch(/^fanout_nats_connected 1$/m));
    expect(await metricsOf(lab)).toMatch(/^fanout_build_info\{.*version="0\.1\.0"/m);
  });
});
