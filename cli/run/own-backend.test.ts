/** A run that is resumed trains on the backend that it began with, unless it is told another. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { Closers } from './closers.ts';
import { runDirectory } from './directory.ts';
import { backendOfResumed } from './own-backend.ts';
import { takeDirectory } from './take-directory.ts';

let folder: string;
const warned: string[] = [];
const warn = (line: string) => void warned.push(line);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-backend-'));
  warned.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The directory of a run that was begun with a backend, and then broken off. */
async function begun(backend: string) {
  const directory = runDirectory(folder, 'iris-20260101-000000-0000');
  await using closers = new Closers();
  const given = { manifest: {} as Manifest, directory, resume: false, nats: undefined, backend };
  (await takeDirectory(given, closers)).keep();
  return directory;
}

it('goes on with what it was told when it began', async () => {
  const directory = await begun('wasm');
  expect(await backendOfResumed(directory, 'auto', warn)).toBe('wasm');
  expect(await backendOfResumed(directory, 'wasm', warn)).toBe('wasm');
  expect(warned).toEqual([]);
});

it('takes another where it is told so, and says what that means', async () => {
  const directory = await begun('wasm');
  expect(await backendOfResumed(directory, 'tfjs-node', warn)).toBe('tfjs-node');
  expect(warned).toEqual([expect.stringMatching(/began with --backend wasm, and goes on with tfjs-node/)]);
});

it('decides anew where none was told, or the file says nothing', async () => {
  const directory = await begun('auto');
  expect(readdirSync(directory.path)).not.toContain('backend.json');
  expect(await backendOfResumed(directory, 'auto', warn)).toBe('auto');
  for (const content of ['', '[]', 'null', '{ "backend": "abacus" }']) {
    writeFileSync(join(directory.path, 'backend.json'), content);
    expect(await backendOfResumed(directory, 'wasm', warn)).toBe('wasm');
    expect(await backendOfResumed(directory, 'auto', warn)).toBe('auto');
  }
  expect(warned).toEqual([]);
});
