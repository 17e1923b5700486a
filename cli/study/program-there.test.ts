import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { programWarnings } from './program-there.ts';

function warningsOf(program: string, trainer: object = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-program-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'bin'));
  for (const name of ['train', 'bin/tool']) {
    writeFileSync(join(directory, name), '#!/bin/sh\n');
    chmodSync(join(directory, name), 0o755);
  }
  writeFileSync(join(directory, 'plain.py'), '');
  chmodSync(join(directory, 'plain.py'), 0o644);
  const { study } = commandManifest('r', { program: [program], trainer: { directory, ...trainer } });
  return programWarnings(study.trainer, `${join(directory, 'none')}:${join(directory, 'bin')}`);
}

it.each(['./train', 'tool', '{{arm}}', 'bin/tool'])('has nothing against %s', async (program) => {
  expect(await warningsOf(program)).toEqual([]);
});

it.each([
  ['toool', /^trainer\.command\[0\] toool is not on this machine, by its PATH: workers on other machines/],
  ['train', /^trainer\.command\[0\] train is not on this machine/],
  ['./trainn', /^trainer\.command\[0\] \.\/trainn is not on this machine: /],
  ['./plain.py', /^trainer\.command\[0\] \.\/plain\.py cannot be run on this machine: .*chmod/],
  ['./bin', /cannot be run on this machine/],
])('warns of %s', async (program, text) => {
  expect(await warningsOf(program)).toEqual([expect.stringMatching(text)]);
});

it('warns of a directory that is not here, and leaves that of an image alone', async () => {
  expect(await warningsOf('./train', { directory: '/no/such' })).toEqual([
    expect.stringMatching(/^trainer\.directory \/no\/such is no directory/),
  ]);
  expect(await warningsOf('nothing', { image: 'python:3.12' })).toEqual([]);
});
