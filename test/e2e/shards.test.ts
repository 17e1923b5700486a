/**
 * Studies on datasets in shards: whoever trains, from wherever the shards come, the ledger is the same; and
 * memory stays bounded.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npyHead } from '../../datasets/npy.ts';
import type { RunResults } from '../../results/results.ts';
import { FANOUT, fanout, ROOT } from '../support/command.ts';
import { serveFiles } from '../support/file-server.ts';
import { writeLargeShards } from '../support/large-shards.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-shards-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Limits {
  /** Most kilobytes of data that each process may have: heap, buffers, everything but code and files. */
  readonly dataKb?: number;
  readonly environment?: Record<string, string>;
}

/**
 * `fanout run STUDY --json` on the engine that every machine has, under a limit of memory that the kernel
 * enforces.
 */
function run(study: string, args: string[], { dataKb, environment = {} }: Limits = {}) {
  const limit = dataKb === undefined ? '' : `ulimit -d ${dataKb}; `;
  const all = ['run', study, ...args, '--backend', 'wasm', '--json', '--out', join(directory, 'runs')];
  return new Promise<{ status: number; results: RunResults | undefined; stderr: string }>((resolve) => {
    const options = { cwd: ROOT, maxBuffer: 1e8, env: { ...process.env, NO_COLOR: '1', ...environment } };
    const shell = ['-c', `${limit}exec "$0" "$@"`, process.execPath, FANOUT, ...all];
    execFile('bash', shell, options, (error, stdout, stderr) => {
      const results = stdout.trim() === '' ? undefined : (JSON.parse(stdout) as RunResults);
      resolve({ status: error ? Number(error.code) : 0, results, stderr });
    });
  });
}

function writeStudy(name: string, dataset: string, spec: string): string {
  const path = join(directory, `${name}.yaml`);
  const head = `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: ${name} }\n`;
  writeFileSync(path, `${head}spec:\n  dataset: ${dataset}\n${spec}`);
  return path;
}

/** What the ledger says of a run, without who did it and how long it took. */
const ledgerOf = ({ results }: { results: RunResults | undefined }) =>
  results!.results.map(({ worker: _, attempt: __, seconds: ___, ...outcome }) => outcome);

describe('a study on shards', () => {
  const SPEC = `  initializers: [he_normal, glorot_uniform, random_normal, zeros]
  folds: { count: 3 }
  model: [{ conv2d: { filters: 4, kernel: 3, activation: relu } }, { maxPool2d: 2 }, flatten, { dense: { units: classes, activation: softmax } }]
  training: { epochs: 2, batchSize: 16 }
`;

  it('has the same ledger with 1, 2 and 4 workers, from a volume and over HTTP', async () => {
    const shards = join(directory, 'small');
    await writeLargeShards(shards, { examples: 1500, shape: [12, 12, 1], classes: 3, shardBytes: 30_000 });
    const server = await serveFiles(shards);
    try {
      // A buffer that is much smaller than a fold.
      const study = (name: string, index: string) =>
        writeStudy(name, `{ shards: { index: "${index}", shuffle: 200 } }`, SPEC);
      const volume = study('volume', join(shards, 'index.json'));
      const cache = join(directory, 'cache');
      const environment = {
        FANOUT_CACHE: cache,
        FANOUT_CACHE_BYTES: '100kB',
        FANOUT_DATASET_TOKEN: 'of-a-test',
      };
      const one = await run(volume, ['--workers', '1']);
      const two = await run(study('remote', `${server.url}/index.json`), ['--workers', '2'], { environment });
      const four = await run(volume, ['--workers', '4']);
      for (const { status, stderr } of [one, two, four]) expect([status, stderr]).toEqual([0, stderr]);
      expect(one.results!.trials).toMatchObject({ total: 12, completed: 12 });
      expect(ledgerOf(two)).toEqual(ledgerOf(one));
      expect(ledgerOf(four)).toEqual(ledgerOf(one));
      expect(new Set(four.results!.results.map(({ worker }) => worker)).size).toBeGreaterThan(1);
      expect(one.results!.results[0]!.metrics.accuracy).toBeGreaterThan(0.9);
      // Fetched with the token, through a cache that holds less than half of it.
      expect(new Set(server.tokens)).toEqual(new Set(['of-a-test']));
      expect(server.requests.filter((request) => request.includes('shard-00000')).length).toBeGreaterThan(1);
      const files = readdirSync(join(cache, 'shards'));
      const bytes = files.reduce((sum, name) => sum + statSync(join(cache, 'shards', name)).size, 0);
      // Above the bound by what one other worker may have had on its way.
      expect(bytes).toBeLessThanOrEqual(100_000 + 30_128);
    } finally {
      await server.stop();
    }
  });

  it('has that ledger also where the shards hold the same pixels as PNG files, with 1, 2 and 4 workers', async () => {
    const form = { examples: 600, shape: [12, 12, 1], classes: 3 };
    // 100 examples each: as values, and as four blocks of an archive.
    const shardBytes = { npy: 100 * 144, webdataset: 100 * 4 * 512 };
    const ledgers: unknown[] = [];
    for (const [layout, workers] of [
      ['npy', '2'],
      ['webdataset', '1'],
      ['webdataset', '2'],
      ['webdataset', '4'],
    ] as const) {
      const shards = join(directory, `${layout}-${workers}`);
      const { index } = await writeLargeShards(shards, { ...form, layout, shardBytes: shardBytes[layout] });
      // Which shard an example is in is part of the order.
      expect(index.shards.map(({ examples }) => examples)).toEqual([100, 100, 100, 100, 100, 100]);
      const dataset = `{ shards: { index: "${join(shards, 'index.json')}", shuffle: 150 } }`;
      const study = writeStudy(`${layout}-${workers}`, dataset, SPEC);
      const { status, results, stderr } = await run(study, ['--workers', workers]);
      expect([status, stderr]).toEqual([0, stderr]);
      expect(results!.trials).toMatchObject({ total: 12, completed: 12 });
      ledgers.push(ledgerOf({ results }));
    }
    for (const ledger of ledgers) expect(ledger).toEqual(ledgers[0]);
  });
});

describe.runIf(process.platform === 'linux')('a dataset that is larger than the memory of a worker', () => {
  const EXAMPLES = 22_000;
  const SHAPE = [96, 96, 3];
  const BYTES = EXAMPLES * 96 * 96 * 3;
  const LIMIT_KB = 400_000;
  const SPEC = `  initializers: [glorot_uniform]
  folds: { count: 2 }
  model: [flatten, { dense: { units: classes, activation: softmax } }]
  training: { epochs: 1, batchSize: 64, optimizer: { sgd: { learningRate: 0.0002 } } }
`;

  it('is trained on from shards', async () => {
    const shards = join(directory, 'large');
    await writeLargeShards(shards, {
      examples: EXAMPLES,
      shape: SHAPE,
      classes: 3,
      shardBytes: 32 * 2 ** 20,
    });
    expect(BYTES).toBeGreaterThan(1.4 * LIMIT_KB * 1024);
    const study = writeStudy('large', '{ shards: { index: large/index.json } }', SPEC);
    const { status, results, stderr } = await run(study, ['--workers', '2'], { dataKb: LIMIT_KB });
    expect([status, stderr]).toEqual([0, stderr]);
    expect(results!.trials).toMatchObject({ total: 2, completed: 2, attempts: 2 });
    for (const { metrics } of results!.results) expect(metrics.accuracy).toBeGreaterThan(0.9);
    rmSync(shards, { recursive: true });
  });

  it('is trained on from shards of images, which are decoded as they are needed', async () => {
    const [shards, examples, shape, limit] = [join(directory, 'pictures'), 9200, [192, 192, 3], 700_000];
    await writeLargeShards(shards, {
      layout: 'webdataset',
      examples,
      shape,
      classes: 3,
      shardBytes: 8 * 2 ** 20,
    });
    expect(examples * 192 * 192 * 3).toBeGreaterThan(1.4 * limit * 1024);
    const spec = SPEC.replace('batchSize: 64', 'batchSize: 16');
    const study = writeStudy('pictures', '{ shards: { index: pictures/index.json } }', spec);
    const { status, results, stderr } = await run(study, ['--workers', '2'], { dataKb: limit });
    expect([status, stderr]).toEqual([0, stderr]);
    expect(results!.trials).toMatchObject({ total: 2, completed: 2, attempts: 2 });
    for (const { metrics } of results!.results) expect(metrics.accuracy).toBeGreaterThan(0.9);
    rmSync(shards, { recursive: true });
  });

  it('does not fit when it is read into memory: the limit is one', async () => {
    const folder = join(directory, 'whole');
    mkdirSync(folder);
    const head = npyHead('|u1', [EXAMPLES, ...SHAPE]);
    // A file of zeros that takes no room on the disk.
    writeFileSync(join(folder, 'x.npy'), head);
    truncateSync(join(folder, 'x.npy'), head.length + BYTES);
    writeFileSync(
      join(folder, 'y.npy'),
      Buffer.concat([npyHead('|u1', [EXAMPLES]), Buffer.alloc(EXAMPLES, 1)]),
    );
    const study = writeStudy('whole', '{ npy: { examples: whole/x.npy, labels: whole/y.npy } }', SPEC);
    const { status, stderr } = await run(study, ['--workers', '1'], { dataKb: LIMIT_KB });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/580 MiB, more than fit into memory here\n {2}make shards of it/);
  });
});

it('ends with what a worker lacks when a shard is gone, fails no trial for it, and goes on when it is back', async () => {
  const shards = join(directory, 'vanishing');
  await writeLargeShards(shards, { examples: 1500, shape: [12, 12, 1], classes: 3, shardBytes: 30_000 });
  const shard = join(shards, 'shard-00003.npy');
  const study = writeStudy(
    'vanishing',
    `{ shards: { index: "${join(shards, 'index.json')}" } }`,
    `  initializers: [he_normal, glorot_uniform]
  folds: { count: 3 }
  seeds: [1, 2, 3, 4]
  model: [flatten, { dense: { units: classes, activation: softmax } }]
  training: { epochs: 20, batchSize: 16 }
`,
  );
  const args = ['run', study, '--backend', 'wasm', '--out', join(directory, 'broken')];
  const child = spawn(process.execPath, [FANOUT, ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    if (stderr.includes('[1/24]') && existsSync(shard)) renameSync(shard, `${shard}.away`);
  });
  const [status] = await once(child, 'close');
  expect(status).toBe(2);
  expect(stderr).toMatch(/fanout: cannot open the dataset file \S+shard-00003.npy: ENOENT/);
  expect(stderr).not.toMatch(/ failed: /);
  renameSync(`${shard}.away`, shard);
  const [, id] = /recorded, and kept; go on with: .*--resume (\S+)/.exec(stderr)!;
  const resumed = await fanout('run', '--resume', id!, '--out', join(directory, 'broken'), '--json');
  expect(resumed.status).toBe(0);
  expect((JSON.parse(resumed.stdout) as RunResults).trials).toEqual({
    ...{ total: 24, completed: 24, failed: 0, attempts: 24 },
  });
});
