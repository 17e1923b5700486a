import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { tarGz, zip } from '../../fetch/fixtures/archives.ts';
import { runCommand } from '../../fetch/run-command.ts';
import type { SetupEffects } from './effects.ts';
import { install, installBytes, isInstalled } from './install.ts';
import { type Artifact, artifactsOf, downloadBytes, RELEASES, type Release } from './release.ts';
import { placeOf } from './unpack.ts';

/**
 * A release in small: a library that knows its version, and an addon that asks it; built with the machine's
 * own compiler.
 */
const LIBRARY = 'extern "C" const char* TF_Version() { return "2.15.0"; }';
const ADDON = `
#include <node_api.h>
#include "tensorflow/c/c_api.h"
static napi_value Init(napi_env env, napi_value exports) {
  napi_value version;
  napi_create_string_utf8(env, TF_Version(), NAPI_AUTO_LENGTH, &version);
  napi_set_named_property(env, exports, "TF_Version", version);
  return exports;
}
NAPI_MODULE(stub, Init)`;
/** As much of Node's headers as it takes. */
const NODE_API = `
#include <stddef.h>
typedef struct napi_env__* napi_env;
typedef struct napi_value__* napi_value;
#define NAPI_AUTO_LENGTH ((size_t)-1)
extern "C" int napi_create_string_utf8(napi_env, const char*, size_t, napi_value*);
extern "C" int napi_set_named_property(napi_env, napi_value, const char*, napi_value);
#define NAPI_MODULE(name, init) \\
  extern "C" __attribute__((visibility("default"))) int node_api_module_get_api_version_v1() { return 8; } \\
  extern "C" __attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env e, napi_value x) { return init(e, x); }`;

const compiler = ['c++', 'g++', 'clang++'].find((name) => spawnSync(name, ['--version']).status === 0);
const linux = process.platform === 'linux' && process.arch === 'x64';

let work: string;
let mirror: string;
let release: Release;
let home: string;

function library(name: string): Buffer {
  const [source, built] = [join(work, `${name}.cc`), join(work, name)];
  writeFileSync(source, name.includes('_cc') ? LIBRARY : 'extern "C" void nothing() {}');
  const args = ['-shared', '-fPIC', `-Wl,-soname,${name}`, source, '-o', built];
  const { status, stderr } = spawnSync(compiler!, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(built);
}

/** Puts a file into the mirror, and says what it is pinned to. */
function artifact(file: string, content: Buffer): Artifact {
  writeFileSync(join(mirror, file), content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { file, sha256, bytes: content.length, requirement: `${file}==1` };
}

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'fanout-setup-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeEach(() => {
  mirror = mkdtempSync(join(work, 'mirror-'));
  home = join(mkdtempSync(join(work, 'native-')), 'installed');
  if (!compiler) return;
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  release = {
    backend: 'tfjs-node',
    tensorflow: '2.15.0',
    wheels: [
      artifact(
        'tensorflow.whl',
        zip({
          ...Object.fromEntries(libraries.map((name) => [`tensorflow/${name}`, library(name)])),
          'tensorflow/include/tensorflow/c/c_api.h': 'extern "C" const char* TF_Version();',
          'tensorflow/python/large.py': 'x',
        }),
      ),
    ],
    addon: artifact('addon.tgz', tarGz({ 'package/binding/addon.cc': ADDON, 'package/index.js': 'x' })),
    headers: artifact('headers.tgz', tarGz({ 'package/include/node_api.h': NODE_API })),
    installedBytes: 100_000,
  };
});
afterEach(() => {
  // Whatever happened: nothing beside what is installed.
  if (existsSync(join(home, '..')))
    expect(readdirSync(join(home, '..')).filter((n) => n !== 'installed')).toEqual([]);
});

const effects = (changed: Partial<SetupEffects> = {}): SetupEffects => ({
  machine: { platform: 'linux', arch: 'x64', glibc: '2.36' },
  run: runCommand,
  freeBytes: async () => 1e12,
  report: () => {},
  signal: new AbortController().signal,
  ...changed,
});

const options = () => ({ release, home, from: mirror });
const failure = (changed: Partial<SetupEffects> = {}) =>
  install(options(), effects(changed)).then(
    () => undefined,
    (error) => error,
  );

test.runIf(compiler && linux)(
  'installs from a mirror what then loads, and knows that it is there',
  async () => {
    expect(await isInstalled(options(), effects())).toBe(false);
    const steps: string[] = [];
    await install(options(), effects({ report: (step) => steps.push(step) }));
    expect(readdirSync(home).sort()).toEqual(['installed.json', 'tensorflow', 'tfjs_binding.node']);
    expect(await isInstalled(options(), effects())).toBe(true);
    expect(new Set(steps)).toEqual(
      new Set([
        ...artifactsOf(release).map(({ file }) => `checking ${file}`),
        'unpacking',
        'compiling the addon',
        'trying it',
      ]),
    );
  },
);

test.runIf(compiler && linux)('replaces an installation that is broken or of other files', async () => {
  await install(options(), effects());
  rmSync(join(home, 'tensorflow/libtensorflow_cc.so.2'));
  expect(await isInstalled(options(), effects())).toBe(false);
  await install(options(), effects());
  expect(await isInstalled(options(), effects())).toBe(true);
  const other = { ...release, headers: { ...release.headers, sha256: 'another' } };
  expect(await isInstalled({ ...options(), release: other }, effects())).toBe(false);
});

test.runIf(compiler && linux)(
  'clears away what a killed installation left, but not that of a living one',
  async () => {
    const parent = join(home, '..');
    const { pid } = spawnSync('true');
    mkdirSync(join(parent, `.incomplete-${pid}-00`));
    mkdirSync(join(parent, `.incomplete-${process.ppid}-00`));
    await install(options(), effects());
    expect(existsSync(join(parent, `.incomplete-${pid}-00`))).toBe(false);
    expect(existsSync(join(parent, `.incomplete-${process.ppid}-00`))).toBe(true);
    rmSync(join(parent, `.incomplete-${process.ppid}-00`), { recursive: true });
  },
);

test.runIf(compiler && linux)(
  'fetches with pip and npm where no folder is named, and says how far it is',
  async () => {
    const asked: string[] = [];
    const reports: [string, number | undefined, number | undefined][] = [];
    /** Registries of this test's own: each tool's download is a copy out of the mirror. */
    const run: SetupEffects['run'] = async (command, args, limits) => {
      const requirement = args.at(-1)!;
      const found = artifactsOf(release).find((each) => each.requirement === requirement);
      if (!found || !['npm', 'python3'].includes(command)) return runCommand(command, args, limits);
      asked.push(`${command} ${requirement}`);
      const to = args[args.indexOf(command === 'npm' ? '--pack-destination' : '--dest') + 1]!;
      writeFileSync(join(to, found.file), readFileSync(join(mirror, found.file)));
      return { missing: false, timedOut: false, code: 0, stdout: '', stderr: '' };
    };
    const report: SetupEffects['report'] = (...args) => void reports.push([args[0], args[1], args[2]]);
    await install({ ...options(), from: undefined }, effects({ run, report }));
    expect(asked).toEqual(['npm addon.tgz==1', 'npm headers.tgz==1', 'python3 tensorflow.whl==1']);
    expect(reports).toContainEqual(['fetching tensorflow.whl', 0, release.wheels[0]!.bytes]);
    expect(await isInstalled(options(), effects())).toBe(true);
  },
);

test.runIf(compiler)('names what a mirror lacks, and the file that is not the pinned one', async () => {
  writeFileSync(join(mirror, 'headers.tgz'), 'something else');
  const altered = await failure();
  expect(altered).toMatchObject({ code: 'SETUP_FAILED', exitCode: 2 });
  expect(altered.message).toMatch(/^headers\.tgz has SHA-256 [0-9a-f]{64}, not the pinned [0-9a-f]{64}$/);
  expect(altered.hint).toContain(mirror);
  rmSync(join(mirror, 'headers.tgz'));
  rmSync(join(mirror, 'addon.tgz'));
  expect((await failure()).message).toBe(
    `${mirror} does not have:\n  addon.tgz (addon.tgz==1)\n  headers.tgz (headers.tgz==1)`,
  );
});

/** The machine, but for one command. */
const without =
  (pattern: RegExp): SetupEffects['run'] =>
  async (command, args, limits) =>
    pattern.test(command)
      ? { missing: true, timedOut: false, code: null, stdout: '', stderr: '' }
      : runCommand(command, args, limits);

test.runIf(compiler)('says what to install where there is no compiler, no pip, no npm', async () => {
  expect(await failure({ run: without(/\+\+$/) })).toMatchObject({
    code: 'SETUP_FAILED',
    message: expect.stringContaining('no C++ compiler'),
    hint: expect.stringContaining('apt-get install g++'),
  });
  const fetching = { ...options(), from: undefined };
  const noNpm = await install(fetching, effects({ run: without(/^npm$/) })).catch((error) => error);
  expect(noNpm).toMatchObject({ code: 'SETUP_FAILED', message: expect.stringContaining('there is no npm') });
  const run: SetupEffects['run'] = async (command, args, limits) => {
    if (/python3|pip/.test(command)) return without(/./)(command, args, limits);
    const found = artifactsOf(release).find(({ requirement }) => requirement === args.at(-1));
    if (found) {
      const to = args[args.indexOf('--pack-destination') + 1]!;
      writeFileSync(join(to, found.file), readFileSync(join(mirror, found.file)));
    }
    return { missing: false, timedOut: false, code: 0, stdout: '', stderr: '' };
  };
  const noPip = await install(fetching, effects({ run })).catch((error) => error);
  expect(noPip.message).toContain('there is no pip on PATH');
  expect(noPip.hint).toContain('--from DIR');
});

test.runIf(compiler)('says what the compiler says', async () => {
  release = {
    ...release,
    addon: artifact('addon.tgz', tarGz({ 'package/binding/addon.cc': '#error "old"' })),
  };
  expect((await failure()).message).toMatch(/could not compile the addon: .*error: #error "old"$/);
});

test.runIf(compiler && linux)('does not take what says it is another version', async () => {
  release = { ...release, tensorflow: '2.99.0' };
  expect((await failure()).message).toBe(
    'what was built says it is TensorFlow "2.15.0", and 2.99.0 was wanted',
  );
  expect(existsSync(home)).toBe(false);
});

test.runIf(compiler)('begins nothing where there is no room, or no library for the machine', async () => {
  const needed = installBytes(options());
  expect(needed).toBe(release.installedBytes);
  expect(installBytes({ ...options(), from: undefined })).toBe(needed + 2 * downloadBytes(release));
  const full = await failure({ freeBytes: async () => needed - 1 });
  expect(full).toMatchObject({ code: 'SETUP_FAILED', hint: expect.stringContaining('FANOUT_NATIVE') });
  expect(full.message).toContain('has no room for 97.7 KiB');
  for (const machine of [
    { platform: 'darwin', arch: 'arm64', glibc: undefined },
    { platform: 'linux', arch: 'arm64', glibc: '2.36' },
    { platform: 'linux', arch: 'x64', glibc: undefined },
  ] as const) {
    expect(await failure({ machine })).toMatchObject({
      code: 'SETUP_FAILED',
      hint: expect.stringContaining('--backend wasm'),
    });
  }
});

test.runIf(compiler)('leaves nothing behind when it is interrupted', async () => {
  const controller = new AbortController();
  const report = (step: string) => {
    if (step === 'unpacking') controller.abort(new Error('stopped by SIGINT'));
  };
  const interrupted = await failure({ report, signal: controller.signal });
  expect(interrupted).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
  expect(existsSync(home)).toBe(false);
});

test('takes libraries and the C interface’s headers out of a wheel, and nothing else', () => {
  expect(placeOf('tensorflow/libtensorflow_cc.so.2')).toEqual({ built: 'tensorflow/libtensorflow_cc.so.2' });
  expect(placeOf('nvidia/cudnn/lib/libcudnn_ops_infer.so.8')).toEqual({
    built: 'nvidia/cudnn/lib/libcudnn_ops_infer.so.8',
  });
  expect(placeOf('tensorflow/include/tsl/platform/ctstring.h')).toEqual({
    headers: 'tsl/platform/ctstring.h',
  });
  for (const path of [
    'tensorflow/python/_pywrap_tfe.so',
    'nvidia/cudnn/include/cudnn.h',
    'tensorflow/include/Eigen/Core',
  ]) {
    expect(placeOf(path)).toBeUndefined();
  }
});

test('every file is pinned once, by a name and a hash that can be one', () => {
  for (const each of Object.values(RELEASES)) {
    const artifacts = artifactsOf(each);
    expect(new Set(artifacts.map(({ sha256 }) => sha256)).size).toBe(artifacts.length);
    for (const { file, sha256, requirement } of artifacts) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      const version = requirement.split(/==|.@/).at(-1)!;
      expect(file).toContain(version);
    }
  }
});
