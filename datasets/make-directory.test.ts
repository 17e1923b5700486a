import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { makeDirectory } from './make-directory.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-make-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
});

it('makes what is not there, also when several do at once, and has nothing against what is', async () => {
  const path = join(directory, 'a/b/c');
  await Promise.all([makeDirectory(path, 0o700), makeDirectory(path, 0o700), makeDirectory(path, 0o700)]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  await makeDirectory(path);
});

it('says why the topmost cannot be made, not that those below are missing', async () => {
  const readOnly = async (path: string) => {
    throw Object.assign(new Error(path), { code: path.endsWith('/a') ? 'EROFS' : 'ENOENT' });
  };
  await expect(makeDirectory(join(directory, 'a/b/c'), 0o777, readOnly)).rejects.toMatchObject({
    code: 'EROFS',
  });
});

it('says that a file stands where a directory should', async () => {
  writeFileSync(join(directory, 'file'), '');
  await expect(makeDirectory(join(directory, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it('is what all directories are made by', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = readdirSync(root, { withFileTypes: true })
    .filter(
      (folder) => folder.isDirectory() && !/^(node_modules|test|docs|dashboards|\..*)$/.test(folder.name),
    )
    .flatMap(({ name }) =>
      readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((path) => join(name, path)),
    )
    .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$|fixtures|\/generated\/|build|generate/.test(path));
  expect(files.length).toBeGreaterThan(300);
  const others = files.filter((path) =>
    /\bmkdir(Sync)?\([^)]*recursive/.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(others).toEqual([]);
});

it.runIf(process.platform === 'linux')('ends where a directory takes no entries', async () => {
  await expect(makeDirectory('/proc/1/x/a')).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
});
