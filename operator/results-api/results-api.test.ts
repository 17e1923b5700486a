/** The port of the API group, as an API server calls it: by its certificate, with the user in headers. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { newAuthority, newServerCertificate } from '../certificates/certificate.ts';
import type { StudyObject } from '../study/object.ts';
import { type FrontProxy, frontProxyOf, type User } from './front-proxy.ts';
import { resultsGroup, routeOf } from './route.ts';
import { type ResultsServer, startResultsServer } from './server.ts';

const GROUP = 'results.fanout.dev';
const ROOT = `/apis/${GROUP}/v1`;
const authority = { ...newAuthority('fanout'), name: 'fanout' };
const certified = newServerCertificate(['fanout-coordinator.fanout.svc'], authority);

let directory: string;
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
const pem = (name: string) => readFileSync(join(directory, name), 'utf8');
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-front-proxy-'));
  for (const ca of ['front', 'other'])
    openssl('req', '-x509', ...KEY, '-subj', `/CN=${ca}`, '-keyout', `${ca}.key`, '-out', `${ca}.crt`);
  for (const [name, cn, ca] of [
    ['proxy', 'front-proxy-client', 'front'],
    ['user', 'anna', 'front'],
    ['stranger', 'front-proxy-client', 'other'],
  ])
    openssl(
      ...['req', '-x509', ...KEY, '-subj', `/CN=${cn}`, '-CA', `${ca}.crt`, '-CAkey', `${ca}.key`],
      ...['-keyout', `${name}.key`, '-out', `${name}.crt`],
    );
});
afterAll(() => rmSync(directory, { recursive: true }));

let server: ResultsServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const frontProxy = (ca = 'front'): FrontProxy =>
  frontProxyOf({
    'requestheader-client-ca-file': pem(`${ca}.crt`),
    'requestheader-allowed-names': '["front-proxy-client"]',
    'requestheader-username-headers': '["X-Remote-User"]',
    'requestheader-group-headers': '["X-Remote-Group"]',
    'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
  });

const study = (namespace: string, name: string, run?: string): StudyObject => ({
  metadata: { name, namespace, uid: `${namespace}-${name}` },
  spec: {},
  ...(run ? { status: { run } } : {}),
});

async function serve(mayRead: (user: User, namespace: string) => Promise<boolean> = async () => true) {
  const studies = [
    study('team-a', 'mine', 'run-a'),
    study('team-b', 'theirs', 'run-b'),
    study('team-a', 'new'),
  ];
  const asked: unknown[] = [];
  server = await startResultsServer({
    ...{ host: '127.0.0.1', port: 0, group: GROUP, certified, frontProxy: frontProxy() },
    mayRead,
    study: (namespace, name) =>
      studies.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
    content: async (...what) => {
      asked.push(what);
      return what[1] === 'report' && what[0] === 'run-b'
        ? 'the run has not ended'
        : { type: 'text/html', body: `<p>${what[0]} ${what[1]}` };
    },
    log: () => undefined,
  });
  return asked;
}

const ANNA = { 'x-remote-user': 'anna', 'x-remote-group': ['team-a', 'system:authenticated'] };

function ask(
  path: string,
  { as = 'proxy', headers = ANNA as Record<string, string | string[]>, method = 'GET' } = {},
) {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = request(
        {
          ...{ host: '127.0.0.1', port: server!.port, path, method, headers, agent: false },
          ...{ ca: authority.certificate, servername: 'fanout-coordinator.fanout.svc' },
          ...(as === 'nobody' ? {} : { cert: pem(`${as}.crt`), key: pem(`${as}.key`) }),
        },
        (response) => {
          let body = '';
          response.on('data', (chunk) => (body += chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode!, body, headers: response.headers }),
          );
        },
      );
      sent.on('error', reject);
      sent.end();
    },
  );
}
const report = (namespace: string, name: string) => `${ROOT}/namespaces/${namespace}/studies/${name}/report`;

it('says what it has, as the API server looks for it', async () => {
  await serve();
  const { status, body } = await ask(ROOT);
  expect([status, JSON.parse(body).groupVersion]).toEqual([200, `${GROUP}/v1`]);
  const names = JSON.parse(body).resources.map(({ name }: { name: string }) => name);
  expect(names).toEqual([
    'studies/results',
    'studies/report',
    'studies/logs',
    'studies/table',
    'studies/manifest',
  ]);
});

it('hands out what a Study left to who may read it, and asks that of each', async () => {
  const asked: [User, string][] = [];
  const content = await serve(async (user, namespace) => {
    asked.push([user, namespace]);
    return user.groups.includes(namespace);
  });
  const mine = await ask(report('team-a', 'mine'), {
    headers: { ...ANNA, 'x-remote-extra-scopes%2fall': 'read' },
  });
  expect(mine).toMatchObject({ status: 200, body: '<p>run-a report' });
  expect(mine.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
  const theirs = await ask(report('team-b', 'theirs'));
  const nothing = await ask(report('team-b', 'nothing'));
  for (const { status, body } of [theirs, nothing])
    expect([status, JSON.parse(body).reason]).toEqual([403, 'Forbidden']);
  // Whether it is there is not told either.
  expect(theirs.body.replace('theirs', 'nothing')).toBe(nothing.body);
  expect(asked[0]).toEqual([
    { user: 'anna', groups: ['team-a', 'system:authenticated'], extra: { 'scopes/all': ['read'] } },
    'team-a',
  ]);
  expect(content).toEqual([['run-a', 'report', { trial: undefined, attempt: undefined }]]);
});

it('says in the words of Kubernetes what is not there', async () => {
  await serve();
  for (const [path, message] of [
    [report('team-a', 'nothing'), /there is no Study "nothing"/],
    [report('team-a', 'new'), /has no run yet/],
    [report('team-b', 'theirs'), /has not ended/],
    [`${ROOT}/namespaces/team-a/studies/mine/secrets`, /nothing at this path/],
    ['/apis/other/v1', /nothing at this path/],
  ] as const) {
    const { status, body } = await ask(path);
    expect(JSON.parse(body)).toMatchObject({
      kind: 'Status',
      code: 404,
      message: expect.stringMatching(message),
    });
    expect(status).toBe(404);
  }
  expect((await ask(report('team-a', 'mine'), { method: 'DELETE' })).status).toBe(405);
});

it.each(['nobody', 'stranger'])(
  '%s, who is not signed for as the API server is, is not even heard',
  async (as) => {
    const content = await serve();
    await expect(ask(report('team-a', 'mine'), { as })).rejects.toThrow();
    expect(content).toEqual([]);
  },
);

it('a user of the cluster cannot name himself: only the API server may', async () => {
  await serve();
  expect((await ask(report('team-a', 'mine'), { as: 'user' })).status).toBe(401);
  expect((await ask(report('team-a', 'mine'), { headers: {} })).status).toBe(401);
});

it('an API server that is known by another authority from now on is believed, and the old one is not', async () => {
  await serve();
  server!.trust(frontProxy('other'));
  expect((await ask(report('team-a', 'mine'), { as: 'stranger' })).status).toBe(200);
  await expect(ask(report('team-a', 'mine'))).rejects.toThrow();
});

it('an API server that cannot be asked is told of, and not that a user may not', async () => {
  await serve(async () => {
    throw new FanoutError('UNAVAILABLE', 'the API server does not answer');
  });
  expect((await ask(report('team-a', 'mine'))).status).toBe(503);
});

it('a cluster without the aggregation layer says so', () => {
  expect(() => frontProxyOf({ 'client-ca-file': 'x' })).toThrow(/aggregation layer|does not say/);
});

it.each([
  [
    `${ROOT}/namespaces/a/studies/b/logs?trial=x%2F0%2F1&attempt=2`,
    { part: 'logs', trial: 'x/0/1', attempt: 2 },
  ],
  [`${ROOT}/namespaces/a/studies/b/logs?attempt=0`, undefined],
  [`${ROOT}/namespaces/a/studies/..%2f..%2fetc/report`, undefined],
  [`${ROOT}/namespaces/a/studies/../b/report`, undefined],
  [`${ROOT}/namespaces/A/studies/b/report`, undefined],
  [`${ROOT}x/namespaces/a/studies/b/report`, undefined],
])('of the path %s it reads %j', (path, expected) => {
  const route = routeOf(GROUP, path);
  if (expected) expect(route).toMatchObject(expected);
  else expect(route).toBeUndefined();
});

it('each installation has a group of its own', () => {
  expect([undefined, 'b', 'B_x'].map(resultsGroup)).toEqual([GROUP, `b.${GROUP}`, undefined]);
});
