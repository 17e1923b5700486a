/** A user's commands over what an API server answers. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newAuthority, newServerCertificate } from '../../operator/certificates/certificate.ts';
import { refused } from './connect.ts';
import { bring, bringReport, directoryOf } from './fetch.ts';
import { isPlugin, meansCluster } from './options.ts';
import { statusLines } from './status.ts';
import { studyOnCluster } from './study-on-cluster.ts';

const STUDY = { metadata: { name: 'iris', namespace: 'team-a', uid: 'u' }, spec: {} };
const GROUP = '/apis/results.fanout.dev/v1/namespaces/team-a/studies/iris';

let server: Server;
let answers: Record<string, string>;
let asked: string[];
let kubeconfig: string;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-cluster-'));
  const authority = { ...newAuthority('cluster'), name: 'cluster' };
  const { certificate: cert, key } = newServerCertificate(['localhost'], authority);
  server = createServer({ cert, key }, ({ url = '', headers }, response) => {
    asked.push(`${url} ${headers.authorization}`);
    const body = answers[url];
    if (body !== undefined) return void response.end(body);
    response.writeHead(404).end(JSON.stringify({ kind: 'Status', message: `no ${url}`, code: 404 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  kubeconfig = join(directory, 'config');
  const { port } = server.address() as AddressInfo;
  const trusted = {
    'certificate-authority-data': Buffer.from(authority.certificate).toString('base64'),
  };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: `https://localhost:${port}`, ...trusted } }],
      users: [{ name: 'u', user: { token: 'of-anna' } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'team-a' } }],
      'current-context': 'here',
    }),
  );
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});
let out: string;
beforeEach(() => {
  asked = [];
  out = mkdtempSync(join(directory, 'runs-'));
  answers = {
    '/apis/fanout.dev/v1/namespaces/team-a/studies/iris': JSON.stringify({
      ...STUDY,
      status: { run: 'iris-20260101-000000', state: 'Completed' },
    }),
    [`${GROUP}/results`]: '{"results":1}',
    [`${GROUP}/table`]: 'a,b\n',
    [`${GROUP}/report`]: '<!doctype html>',
    [`${GROUP}/manifest`]: '{}',
    [`${GROUP}/logs`]: '[]',
  };
});
afterEach(() => rmSync(out, { recursive: true }));
const study = (choice = {}) => studyOnCluster('iris', { kubeconfig, ...choice });

it('are asked as the user of the kubeconfig, in the namespace of its context', async () => {
  expect(await bringReport(await study(), out)).toBe(join(out, 'iris-20260101-000000', 'report.html'));
  expect(asked).toEqual([
    '/apis/fanout.dev/v1/namespaces/team-a/studies/iris Bearer of-anna',
    `${GROUP}/report Bearer of-anna`,
  ]);
  await expect(study({ namespace: 'team-b' })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  await expect(study({ context: 'there' })).rejects.toMatchObject({ code: 'USAGE' });
  await expect(study({ kubeconfig: join(directory, 'none') })).rejects.toMatchObject({ code: 'USAGE' });
  await expect(studyOnCluster('../x', { kubeconfig })).rejects.toMatchObject({ code: 'USAGE' });
});

it('bring all that a Study left, and nothing to another place', async () => {
  const key = 'lr=0.1/0/1';
  answers[`${GROUP}/logs`] = JSON.stringify([
    { key, attempts: [1, 2] },
    { key: '../../escaped/0/1', attempts: [1] },
    { key: '..', attempts: [1] },
    { key: '..%2f/0/1', attempts: ['../x'] },
  ]);
  const at = (attempt: number) => `${GROUP}/logs?trial=${encodeURIComponent(key)}&attempt=${attempt}`;
  Object.assign(answers, { [at(1)]: 'first', [at(2)]: 'second' });
  const found = await study();
  const run = directoryOf(found, out);
  await bring(found, run);
  expect(readdirSync(out)).toEqual(['iris-20260101-000000']);
  expect(readdirSync(run.path).sort()).toEqual([
    ...['logs', 'manifest.json', 'report.html', 'results.csv', 'results.json'],
  ]);
  expect(readFileSync(join(run.logs, 'trials', 'lr=0.1', '0', '1', 'attempt-2.log'), 'utf8')).toBe('second');
  expect(readdirSync(join(run.logs, 'trials'))).toEqual(['lr=0.1']);
});

it('bring what there is of a Study at work, and refuse one whose run is no name of a run', async () => {
  for (const part of ['report', 'manifest', 'logs']) delete answers[`${GROUP}/${part}`];
  const found = await study();
  await bring(found, directoryOf(found, out));
  expect(existsSync(join(out, 'iris-20260101-000000', 'results.json'))).toBe(true);
  const evil = { shown: 'a/b', object: { ...STUDY, status: { run: '../../x' } } };
  expect(() => directoryOf(evil, out)).toThrow(/has no run yet/);
});

it('go to the group of the installation that runs the Study', async () => {
  const labelled = { ...STUDY, metadata: { ...STUDY.metadata, labels: { 'fanout.dev/class': 'b' } } };
  answers['/apis/fanout.dev/v1/namespaces/team-a/studies/iris'] = JSON.stringify(labelled);
  answers['/apis/b.results.fanout.dev/v1/namespaces/team-a/studies/iris/results'] = 'of b';
  expect((await (await study()).part('results')).toString()).toBe('of b');
});

describe('what an answer means', () => {
  it.each([
    [403, '{"message":"anna may not"}', 'CREDENTIALS_REFUSED', /anna may not/],
    [401, '{"message":"Unauthorized"}', 'CREDENTIALS_REFUSED', /Unauthorized/],
    [404, '{"message":"there is no Study"}', 'RUN_NOT_FOUND', /there is no Study/],
    [503, 'service unavailable\n', 'UNAVAILABLE', /service unavailable/],
    [500, '', 'UNAVAILABLE', /HTTP status 500/],
  ])('%i %s', (status, body, code, message) => {
    expect(refused(status, Buffer.from(body))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});

it('how a Study stands is told in lines, with why it does not go on', () => {
  const conditions = [
    { type: 'Accepted', status: 'True', reason: 'Valid', message: '', lastTransitionTime: '' },
    {
      type: 'WorkersReady',
      status: 'False',
      reason: 'Unschedulable',
      message: 'no GPU\nfree one',
      lastTransitionTime: '',
    },
  ] as const;
  const lines = statusLines('team-a/iris', {
    ...STUDY,
    status: {
      state: 'Running',
      progress: '3/6',
      workers: 0,
      metric: 'accuracy',
      best: 'he',
      mean: '0.9',
      conditions: [...conditions],
    },
  });
  expect(lines).toEqual([
    'study    team-a/iris',
    'state    Running',
    'trials   3/6',
    'workers  0',
    'best     he, accuracy 0.9',
    'WorkersReady: Unschedulable: no GPU',
    'free one',
  ]);
  expect(statusLines('a/b', STUDY)).toContain('state  no coordinator has looked at it yet');
});

it('a command means the cluster where it is told so, or is a plugin of kubectl', () => {
  expect(meansCluster({}, ['node', '/usr/bin/fanout'])).toBe(false);
  expect(meansCluster({ namespace: 'a' }, ['node', '/usr/bin/fanout'])).toBe(true);
  expect(meansCluster({}, ['node', '/usr/bin/kubectl-fanout'])).toBe(true);
  expect(['C:\\x\\kubectl-fanout.js', '/a/not-kubectl-fanout'].map(isPlugin)).toEqual([true, false]);
});
