/** What Studies left, for their users: by the API server, with its authorization, from this machine. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { attempt, succeed } from './command.ts';
import { type Lab, labAt, NO_LAB, ROOT } from './lab.ts';
import { eventually } from './study-on-cluster.ts';

const TEAMS = ['team-a', 'team-b'] as const;

const study = (namespace: string) => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: iris, namespace: ${namespace} }
spec:
  dataset: { name: iris }
  initializers: [he_normal, glorot_normal]
  folds: { count: 2 }
  model: [{ dense: { units: classes, activation: softmax } }]
  training: { epochs: 1 }
  workers: { max: 1 }
`;

describe.skipIf(NO_LAB !== undefined)('results of Studies', () => {
  let lab: Lab;
  let home: string;
  beforeAll(async () => {
    lab = labAt(inject('lab'));
    home = await mkdtemp(join(tmpdir(), 'fanout-user-'));
    for (const namespace of TEAMS) {
      await lab.kubectl('create', 'namespace', namespace);
      await lab.apply(study(namespace));
    }
    await lab.kubectl('-n', 'team-a', 'create', 'rolebinding', 'anna', '--clusterrole=edit', '--user=anna');
    await certificateOf('anna');
    for (const namespace of TEAMS)
      await lab.kubectl(
        ...['-n', namespace, 'wait', 'study/iris', '--for=condition=Complete', '--timeout=240s'],
      );
  });
  afterAll(async () => {
    await lab.kubectl('delete', 'study', 'iris', '-n', 'team-a', '--timeout=60s');
    await lab.kubectl('delete', 'namespace', ...TEAMS, '--timeout=120s');
    await rm(home, { recursive: true });
  });

  /** A user of the cluster with a certificate, as an administrator makes one. */
  async function certificateOf(name: string): Promise<void> {
    const at = (file: string) => join(home, file);
    await succeed('openssl', [
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', `/CN=${name}`, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`)],
    ]);
    const request = (await readFile(at(`${name}.csr`))).toString('base64');
    const spec = { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] };
    await lab.apply(
      JSON.stringify({
        apiVersion: 'certificates.k8s.io/v1',
        kind: 'CertificateSigningRequest',
        metadata: { name },
        spec,
      }),
    );
    await lab.kubectl('certificate', 'approve', name);
    const signed = await eventually(async () => {
      const { status } = await lab.get<{ status: { certificate?: string } }>('csr', name);
      expect(status.certificate).toBeDefined();
      return status.certificate!;
    });
    await writeKubeconfig(name, {
      'client-certificate-data': signed,
      'client-key-data': (await readFile(at(`${name}.key`))).toString('base64'),
    });
  }

  async function writeKubeconfig(name: string, user: object): Promise<void> {
    const admin = JSON.parse(await lab.kubectl('config', 'view', '--raw', '--minify', '-o', 'json'));
    const context = { cluster: admin.clusters[0].name, user: name, namespace: 'team-a' };
    await writeFile(
      join(home, name),
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: admin.clusters,
        users: [{ name, user }],
        contexts: [{ name: 'of-a-test', context }],
        'current-context': 'of-a-test',
      }),
    );
  }

  /** fanout on a laptop that has nothing but a kubeconfig. */
  const fanout = (user: string, program: string, ...args: string[]) =>
    attempt(process.execPath, [join(ROOT, 'dist/cli', program), ...args], {
      cwd: home,
      env: { KUBECONFIG: join(home, user) },
    });

  it('are brought to who may edit a namespace: status, results, report, logs, all of it', async () => {
    const status = await fanout('anna', 'fanout.js', 'status', 'iris');
    expect(status).toMatchObject({ status: 0, stdout: expect.stringMatching(/^state +Completed$/m) });
    const report = await fanout('anna', 'fanout.js', 'report', 'iris', '-n', 'team-a');
    expect([report.status, report.stderr]).toEqual([0, '']);
    const page = await readFile(report.stdout.trim(), 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    const table = await fanout('anna', 'kubectl-fanout.js', 'results', 'iris', '--csv');
    expect(table.stdout.split('\n')[0]).toMatch(/^initializer,fold,seed,status/);
    const logs = await fanout('anna', 'kubectl-fanout.js', 'logs', 'iris');
    expect(logs).toMatchObject({ status: 0, stderr: expect.stringContaining('has no logs') });
    const fetched = await fanout('anna', 'fanout.js', 'fetch', 'iris', '--out', 'brought');
    expect([fetched.status, fetched.stderr]).toEqual([0, '']);
    // What was brought is a run like any other.
    const here = await fanout('anna', 'fanout.js', 'results', fetched.stdout.trim(), '--csv');
    expect(here.stdout).toBe(table.stdout);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(sha256(await readFile(join(fetched.stdout.trim(), 'report.html'), 'utf8'))).toBe(sha256(page));
  });

  it('are refused to who may not, and whether they are there is not told', async () => {
    for (const name of ['iris', 'nothing']) {
      const refused = await fanout('anna', 'fanout.js', 'report', name, '-n', 'team-b');
      expect(refused).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/forbidden: User "anna".*ask who runs the cluster/s),
      });
    }
    // Not by the API group itself either, nor by the way around the API server's own rules.
    const raw = (...path: string[]) =>
      lab.tryKubectl('--kubeconfig', join(home, 'anna'), 'get', '--raw', path.join(''));
    const group = '/apis/results.fanout.dev/v1/namespaces/';
    expect((await raw(group, 'team-b/studies/iris/report')).stderr).toMatch(/Forbidden|forbidden/);
    expect((await raw(group, 'team-a/studies/iris/report')).status).toBe(0);
    expect((await raw(group, 'team-a/studies/..%2F..%2Fteam-b%2Fstudies%2Firis/report')).status).not.toBe(0);
    // Who may read the API group everywhere, and the Study nowhere, is refused by the coordinator.
    await lab.apply(
      JSON.stringify({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'results-alone' },
        rules: [{ apiGroups: ['results.fanout.dev'], resources: ['studies/report'], verbs: ['get'] }],
      }),
    );
    await lab.kubectl(
      'create',
      'clusterrolebinding',
      'results-alone',
      '--clusterrole=results-alone',
      '--user=anna',
    );
    await eventually(async () =>
      expect((await raw(group, 'team-b/studies/iris/report')).stderr).toMatch(
        /may not get studies.fanout.dev/,
      ),
    );
    await lab.kubectl('delete', 'clusterrolebinding/results-alone', 'clusterrole/results-alone');
  });

  it('are for service accounts with a token alike, and for nobody who goes around the API server', async () => {
    await lab.kubectl('-n', 'team-b', 'create', 'serviceaccount', 'ci');
    await lab.kubectl(
      ...['-n', 'team-b', 'create', 'rolebinding', 'ci', '--clusterrole=view', '--serviceaccount=team-b:ci'],
    );
    const token = (await lab.kubectl('-n', 'team-b', 'create', 'token', 'ci')).trim();
    await writeKubeconfig('ci', { token });
    const results = await fanout('ci', 'fanout.js', 'results', 'iris', '-n', 'team-b', '--json');
    expect(JSON.parse(results.stdout).trials).toMatchObject({ total: 4, completed: 4 });
    const { spec } = await lab.get<{ spec: { clusterIP: string } }>(
      ...['-n', 'fanout', 'service', 'fanout-coordinator'],
    );
    const path = '/apis/results.fanout.dev/v1/namespaces/team-a/studies/iris/report';
    const around = ['curl', '-sk', '-H', 'X-Remote-User: anna', `https://${spec.clusterIP}${path}`];
    await expect(lab.exec(...around)).rejects.toThrow();
  });
});
