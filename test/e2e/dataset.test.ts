/** `fanout dataset …` as a user types it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { npyHead } from '../../datasets/npy.ts';
import type { RunResults } from '../../results/results.ts';
import { FANOUT, fanout, ROOT } from '../support/command.ts';
import { pictureFile, writeFiles } from '../support/pictures.ts';

let directory: string;
const at = (path: string) => join(directory, path);
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-dataset-'));
  // Bright and dark ones: a network tells them apart.
  for (let number = 0; number < 60; number++) {
    const [name, value] = number % 2 === 0 ? ['dark', number % 40] : ['light', 150 + (number % 40)];
    writeFiles(at('shades'), {
      [`${name}/${number}.png`]: await pictureFile(value!, { width: 8, height: 8 }),
    });
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('a folder of images becomes shards, which are looked at and trained on', async () => {
  const packed = await fanout('dataset', 'pack', at('shades'), '--out', at('shards'), '--json');
  expect([packed.status, packed.stderr]).toEqual([
    0,
    '60 images of 2 classes\nexamples of each class: dark 30, light 30\n',
  ]);
  const { path, sha256, shards } = JSON.parse(packed.stdout);
  expect(shards).toBe(1);

  const seen = await fanout('dataset', 'inspect', path, '--verify');
  expect(seen.status).toBe(0);
  expect(seen.stdout).toMatch(/1 \(webdataset\), .*all of it read and sound/);
  expect(seen.stdout).toMatch(/dark: 30\n.*light: 30\n$/);

  writeFileSync(
    at('shades.yaml'),
    `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: shades }
spec:
  dataset: { shards: { index: shards/index.json, sha256: ${sha256} } }
  initializers: [glorot_uniform]
  folds: { count: 2 }
  model: [flatten, { dense: { units: classes, activation: softmax } }]
  training: { epochs: 30, batchSize: 10, optimizer: { sgd: { learningRate: 0.1 } } }
`,
  );
  const ran = await fanout('run', at('shades.yaml'), '--out', at('runs'), '--json');
  expect([ran.status, ran.stderr]).toEqual([0, ran.stderr]);
  for (const { metrics } of (JSON.parse(ran.stdout) as RunResults).results)
    expect(metrics.accuracy).toBeGreaterThan(0.9);
});

it('inspect finds the shard that is damaged', async () => {
  const packed = await fanout(
    'dataset',
    'pack',
    at('shades'),
    '--out',
    at('damaged'),
    '--layout',
    'npy',
    '--json',
  );
  expect(packed.status).toBe(0);
  const shard = at('damaged/shard-00000.npy');
  const bytes = readFileSync(shard);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(shard, bytes);
  expect((await fanout('dataset', 'inspect', at('damaged/index.json'))).status).toBe(0);
  const { status, stderr } = await fanout('dataset', 'inspect', at('damaged/index.json'), '--verify');
  expect([status, stderr]).toEqual([2, expect.stringMatching(/shard-00000\.npy must have SHA-256/)]);
});

it.each([
  [['nowhere'], /there is no .*nowhere/],
  [['shades', '--fit', 'cover'], /--resize is missing/],
  [['shades', '--resize', '64'], /must be WIDTHxHEIGHT, each 1 to 4096 pixels, found "64"/],
  [['shades', '--grey', '--colour'], /exclude each other/],
  [['shades', '--layout', 'npy', '--quality', '90'], /--quality is for images/],
  [['shades.yaml'], /--labels is missing/],
  [['shades.yaml', '--labels', 'y.npy', '--resize', '8x8'], /--resize is for a folder of images/],
  [['shades/dark'], /lies beside the class folders/],
])('pack %j is a mistake', async ([source, ...options], message) => {
  writeFileSync(at('shades.yaml'), 'no images');
  const { status, stderr } = await fanout('dataset', 'pack', at(source!), '--out', at('never'), ...options);
  expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(readdirSync(directory).filter((name) => name.includes('never'))).toEqual([]);
});

it('pack that is interrupted leaves nothing behind', async () => {
  const [examples, size] = [200_000, 28 * 28];
  const head = npyHead('|u1', [examples, 28, 28]);
  writeFileSync(at('x.npy'), head);
  truncateSync(at('x.npy'), head.length + examples * size);
  writeFileSync(at('y.npy'), Buffer.concat([npyHead('|u1', [examples]), Buffer.alloc(examples, 1)]));
  const args = ['dataset', 'pack', at('x.npy'), '--labels', at('y.npy'), '--out', at('stopped')];
  const packing = spawn(process.execPath, [FANOUT, ...args, '--layout', 'webdataset'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  createInterface(packing.stderr).on('line', (line) => {
    said.push(line);
    if (line.includes('10000 of')) {
      expect(readdirSync(directory).filter((name) => name.includes('stopped'))).toHaveLength(1);
      packing.kill('SIGINT');
    }
  });
  const [status] = await once(packing, 'close');
  expect([status, said.at(-1)]).toEqual([130, 'fanout: told to stop']);
  expect(readdirSync(directory).filter((name) => name.includes('stopped'))).toEqual([]);
});
