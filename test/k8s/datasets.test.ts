/** Datasets that are larger than the memory of a worker: on a volume, and over HTTP. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Packed } from '../../datasets/pack/pack.ts';
import { writeLargeShards } from '../support/large-shards.ts';
import { requestsTo, serveInCluster } from './data-server.ts';
import { install, type Variant, workerPatch } from './installation.ts';
import { type Lab, labAt, NO_LAB } from './lab.ts';
import { ledgerOf, runLocally } from './ledgers.ts';
import { eventually, StudyOnCluster } from './study-on-cluster.ts';
import { bindVolume, claimVolume } from './volumes.ts';

const MIB = 2 ** 20;
const LIMIT = 256 * MIB;
const SHARD = 16 * MIB;
const EXAMPLES = 12_200;
const SHAPE = [96, 96, 3];
const BYTES = EXAMPLES * 96 * 96 * 3;
const TOKEN = 'of-a-test';

const study = (name: string, index: string, workers: number) => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: ${name} }
spec:
  dataset: { shards: { index: "${index}" } }
  initializers: [glorot_uniform]
  folds: { count: 2 }
  model: [flatten, { dense: { units: classes, activation: softmax } }]
  training: { epochs: 1, batchSize: 64, optimizer: { sgd: { learningRate: 0.0002 } } }
  workers: { max: ${workers} }
`;

describe.skipIf(NO_LAB !== undefined)('a dataset that is larger than the memory of a worker', () => {
  let lab: Lab;
  let shards: string;
  let packed: Packed;
  let url: string;
  let expected: unknown[];

  beforeAll(async () => {
    lab = labAt(inject('lab'));
    shards = join(
      await bindVolume(lab, 'datasets', 'fanout-datasets', { accessMode: 'ReadOnlyMany' }),
      'large',
    );
    await claimVolume(lab, 'fanout-datasets', 'ReadOnlyMany');
    packed = await writeLargeShards(shards, {
      examples: EXAMPLES,
      shape: SHAPE,
      classes: 3,
      shardBytes: SHARD,
    });
    expect(BYTES).toBeGreaterThan(1.25 * LIMIT);
    expected = ledgerOf(await runLocally(study('here', join(shards, 'index.json'), 2)));
    url = await serveInCluster(lab, shards, TOKEN);
    await lab.kubectl(
      '-n',
      'fanout',
      'create',
      'secret',
      'generic',
      'fanout-dataset-token',
      `--from-literal=token=${TOKEN}`,
    );
    await bindVolume(lab, 'cache', 'fanout-cache', { accessMode: 'ReadWriteMany' });
    await claimVolume(lab, 'fanout-cache', 'ReadWriteMany');
  });
  afterAll(() => install(lab));

  const invalid = async (name: string) => {
    const on = new StudyOnCluster(lab, name);
    await eventually(async () => expect((await on.status()).state).toBe('Invalid'));
    return on.status();
  };

  /** Shards may have the same content, and are one file then. */
  const distinct = () => new Set(packed.index.shards.map(({ sha256 }) => sha256));

  /** The server of the datasets as one that Studies may name. */
  const declared = () =>
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fanout-settings', namespace: 'fanout' } },
      data: { 'dataset-hosts': new URL(url).host },
    });

  const installed = (components: string[], container: object, pod: object = {}) => {
    const limits = { memory: `${LIMIT / MIB}Mi` };
    const variant: Variant = {
      components,
      patches: [{ patch: workerPatch({ resources: { limits }, ...container }, pod) }, { patch: declared() }],
    };
    return install(lab, variant);
  };

  /** Runs it; its ledger is that of this machine, and no worker was killed or evicted on the way. */
  const runs = async (name: string, index: string, workers: number) => {
    await lab.apply(study(name, index, workers));
    const on = new StudyOnCluster(lab, name);
    const lives = on.watchPods();
    await on.completes();
    const pods = await lives.end();
    expect(ledgerOf(await on.results())).toEqual(expected);
    expect((await on.results()).trials).toEqual({ total: 2, completed: 2, failed: 0, attempts: 2 });
    for (const { limit, restarts, evicted } of pods)
      expect({ limit, restarts, evicted }).toEqual({ limit: '256Mi', restarts: 0, evicted: false });
    expect(pods.length).toBeGreaterThanOrEqual(workers);
  };

  it('is read from a volume, by one worker and by two', async () => {
    await installed(['dataset-volume'], {});
    await runs('from-a-volume', '/datasets/large/index.json', 1);
    await runs('from-a-volume-by-two', '/datasets/large/index.json', 2);
  });

  it('is not read where it is not declared: a file of the coordinator, a server inside, by a link', async () => {
    await install(lab);
    const reads: Record<string, string> = {
      'a-file': '/var/run/secrets/kubernetes.io/serviceaccount/token',
      'a-link': '/proc/self/environ',
      'nats-inside': 'http://fanout-nats.fanout:8222/varz',
      'undeclared-server': `${url}/index.json`,
      'the-cloud': 'http://169.254.169.254/latest/meta-data/',
    };
    for (const [name, index] of Object.entries(reads)) await lab.apply(study(name, index, 1));
    for (const name of Object.keys(reads)) {
      const { conditions } = await invalid(name);
      const accepted = conditions?.find(({ type }) => type === 'Accepted');
      expect([name, accepted?.reason]).toEqual([name, 'DatasetUnsupported']);
      expect(accepted?.message).toMatch(
        /^DATASET_UNSUPPORTED: .*(it must lie in \/datasets|declares no hosts)/s,
      );
      expect(accepted?.message).not.toMatch(/eyJ|server_id|FANOUT_TOKEN/);
      await lab.kubectl('delete', 'study', name);
    }
    expect(await requestsTo(lab)).toEqual([]);
  });

  it('is fetched over HTTP with a token, through a cache that holds a part of it', async () => {
    const env = [{ name: 'FANOUT_CACHE_BYTES', value: '100MiB' }];
    const resources = { limits: { memory: '256Mi' }, requests: { 'ephemeral-storage': '160Mi' } };
    await installed(
      ['dataset-http'],
      { env, resources },
      {
        volumes: [{ name: 'cache', emptyDir: { sizeLimit: '160Mi' } }],
      },
    );
    await runs('fetched', `${url}/index.json`, 2);
    const asked = await requestsTo(lab);
    expect(asked).toContain('GET /index.json');
    expect(asked.filter((line) => line.startsWith('REFUSED'))).toEqual([]);
    // Each of two workers fetched some of it more than once.
    expect(asked.filter((line) => line.includes('shard-')).length).toBeGreaterThan(2 * distinct().size);
  });

  it('is fetched once for a node whose workers share a cache', async () => {
    await installed(['dataset-http', 'dataset-node-cache'], {});
    const before = (await requestsTo(lab)).length;
    await runs('fetched-once', `${url}/index.json`, 2);
    const asked = (await requestsTo(lab)).slice(before).filter((line) => line.includes('shard-'));
    expect(asked).toHaveLength(distinct().size);
    const kept = await readdir(join(lab.directory, 'volumes/cache/shards'));
    expect(kept).toEqual(expect.arrayContaining([...distinct()].map((key) => `${key}.shard`)));
  });
});
