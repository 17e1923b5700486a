import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWhole } from '../../results/write-whole.ts';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { Watch } from '../../web/watch.ts';
import { blockDirectory } from '../until/sequence.ts';
import { type RunDirectory, runDirectory } from './directory.ts';
import { pageLogs } from './page-logs.ts';
import { logFile } from './trial-logs.ts';

let out: string;
let directory: RunDirectory;
let watch: Watch;
const manifest = commandManifest('digits', { program: 'true', folds: 2, seeds: [1, 2] });

beforeEach(async () => {
  out = mkdtempSync(join(tmpdir(), 'fanout-page-logs-'));
  directory = runDirectory(out, 'digits');
  watch = await Watch.open({ manifest, port: 0, logs: pageLogs(directory) });
});
afterEach(async () => {
  await watch.close(AbortSignal.abort());
  rmSync(out, { recursive: true });
});

const ask = async (query: string, headers = {}) => {
  const response = await fetch(new URL(`log?${query}`, watch.url), { headers });
  return { status: response.status, text: await response.text() };
};

it('shows the last attempt at a trial, or the one asked for, with links to the others', async () => {
  await writeWhole(logFile(directory, 'a/0/1', 1), 'the first\n');
  await writeWhole(logFile(directory, 'a/0/1', 2), 'the second\n');
  const last = await ask('trial=a/0/1');
  expect(last.text).toContain('<pre tabindex="0">the second\n</pre>');
  expect(last.text).toContain('href="/log?trial=a%2F0%2F1&amp;attempt=1"');
  expect((await ask('trial=a/0/1&attempt=1')).text).toContain('the first');
});

it('shows no more than text: nothing of it is obeyed by a browser or a terminal', async () => {
  const text = '\u001b[31mred\u001b[0m <script>alert(1)</script> \u001b]0;title\u0007\u0000 10%\r100%\n';
  await writeWhole(logFile(directory, 'a/0/1', 1), `${text}a\u0007b\n`);
  const page = (await ask('trial=a/0/1')).text;
  expect(page).toContain('<pre tabindex="0">100%\na\\x07b\n</pre>');
  await writeWhole(logFile(directory, 'a/0/1', 2), text.replace(/ 10%\r.*/, ''));
  expect((await ask('trial=a/0/1')).text).toContain(
    '<pre tabindex="0">red &lt;script&gt;alert(1)&lt;/script&gt; \\x00\n</pre>',
  );
});

it('sends no more than half a mebibyte of a log, its end', async () => {
  await writeWhole(logFile(directory, 'a/0/1', 1), `${'\u0007'.repeat(300_000)}end\n`);
  const page = (await ask('trial=a/0/1')).text;
  expect(page.length).toBeLessThan(530_000);
  expect(page).toMatch(/The beginning is left out here[\s\S]*end\n<\/pre>/);
});

it('finds the logs of a block of seeds', async () => {
  const block = blockDirectory(directory, 1);
  await writeWhole(block.manifest, '{}');
  await writeWhole(logFile(block, 'a/1/2', 1), 'of the block\n');
  expect((await ask('trial=a/1/2')).text).toContain('of the block');
});

it('has nothing but logs of the run’s own trials, for who may see the page', async () => {
  await writeWhole(logFile(directory, 'a/0/1', 1), 'its own\n');
  await writeWhole(logFile(directory, 'b/0/1', 1), 'of no trial\n');
  writeFileSync(join(out, 'attempt-1.log'), 'outside\n');
  for (const query of [
    '',
    'trial=',
    'trial=b/0/1',
    'trial=a/0/2',
    'trial=a/0/9',
    'trial=a/0/1&attempt=2',
    'trial=a/0/1&attempt=1.log/../attempt-1',
    'trial=../../..',
    'trial=a/0/1/../../../../../..',
    'trial=%2e%2e/%2e%2e/%2e%2e',
    `trial=${out}`,
  ])
    expect(await ask(query), query).toEqual({
      status: 404,
      text: 'there is no log of such a trial or attempt\n',
    });
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  expect((await ask('trial=a/0/1', foreign)).status).toBe(403);
  expect((await ask('trial=a/0/1')).status).toBe(200);
});
