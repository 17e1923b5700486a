/** Files of a run that somebody changed, cut off or exchanged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { type RunDirectory, runDirectory } from '../run/directory.ts';
import { loadManifest, loadResults } from './load.ts';

let directory: RunDirectory;
let manifest: Manifest;
beforeAll(async () => {
  directory = runDirectory(mkdtempSync(join(tmpdir(), 'fanout-load-')), '.');
  manifest = await testManifest('malformed', 2, 3, 2);
});
afterAll(() => rmSync(directory.path, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: what a test spoils has every type.
type Json = Record<string, any>;
const edited = (change: (content: Json) => unknown) => () => {
  const content = JSON.parse(JSON.stringify(manifest)) as Json;
  change(content);
  return JSON.stringify(content);
};

/** Lists in lists, in a field of their own. */
const nested = (json: string) => `${json.slice(0, -1)},"z":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

const MALFORMED: [what: string, text: () => string, words: string][] = [
  ['an empty file', () => '', 'it is not JSON'],
  ['cut off', () => JSON.stringify(manifest).slice(0, 300), 'it is not JSON'],
  ['no text', () => '\0\xff\0', 'it is not JSON'],
  ['an empty object', () => '{}', 'run: '],
  ['an array', () => '[]', 'the whole: '],
  ['a list of one manifest', () => `[${JSON.stringify(manifest)}]`, 'the whole: '],
  ['null', () => 'null', 'the whole: '],
  ['a number', () => '7', 'the whole: '],
  ['no study', edited((content) => delete content.study), 'study: '],
  ['a study of text', edited((content) => (content.study = 'x')), 'study: '],
  ['no seeds', edited((content) => (content.study.seeds = [])), 'study.seeds: '],
  ['seeds of null', edited((content) => (content.study.seeds = null)), 'study.seeds: '],
  ['seeds of text', edited((content) => (content.study.seeds = ['1'])), 'study.seeds.0: '],
  ['folds without end', edited((content) => (content.study.folds.count = 1e12)), 'study: it has'],
  ['folds of half', edited((content) => (content.study.folds.count = 2.5)), 'study.folds.count: '],
  ['no arms', edited((content) => (content.study.arms = {})), 'study.arms: '],
  ['a label of a number', edited((content) => (content.study.arms[0].label = 1)), '0.label: '],
  ['trials of text', edited((content) => (content.trials = '12')), 'trials: '],
  ['fewer than no trials', edited((content) => (content.trials = -1)), 'trials: '],
  ['more trials than any run', edited((content) => (content.trials = 2 ** 53)), 'trials: '],
  ['no dataset', edited((content) => (content.dataset = null)), 'dataset: '],
  ['folds that are none', edited((content) => (content.folds = [1])), 'folds.0: '],
  ['lists that lie in each other', () => nested(JSON.stringify(manifest)), 'too deeply'],
  ['a checksum of a number', edited((content) => (content.checksum = 0)), 'checksum: '],
];

describe('a manifest', () => {
  it('as fanout wrote it is read', async () => {
    writeFileSync(directory.manifest, JSON.stringify(manifest, null, 2));
    expect(await loadManifest(directory)).toEqual(JSON.parse(JSON.stringify(manifest)));
  });

  it.each(MALFORMED)('%s: the error names the file and the field', async (_, text, words) => {
    writeFileSync(directory.manifest, text());
    await expect(loadManifest(directory)).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
      message: expect.stringMatching(/cannot read .*manifest\.json/),
    });
    await expect(loadManifest(directory)).rejects.toThrow(words);
  });
});

it.each(['', '{}', '[]', 'null', '{"trials":{}}', '{"trials":{"total":1},"verdict":{},"results":{}}'])(
  'results that hold %j are refused by the name of their file',
  async (text) => {
    writeFileSync(directory.results, text);
    await expect(loadResults(directory)).rejects.toThrow(
      /cannot read .*results\.json .*(not JSON|as fanout)/,
    );
  },
);
