/**
 * Gathers what a bare GPU machine needs in one folder: `test/gpu/bundle [FOLDER] [--quick]`. The folder gets
 * `payload.tar.xz` and `run`; `--quick` compresses little, for a machine where the bundle stays.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleLoader } from './loader.ts';
import { bundleNats } from './nats.ts';
import { bundlePrograms } from './programs.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folder = resolve(positionals[0] ?? join(ROOT, 'gpu-bundle'));
const work = mkdtempSync(join(tmpdir(), 'fanout-gpu-'));

try {
  bundleNode(join(work, 'bin'));
  await bundleNats(join(work, 'bin'));
  bundleLoader(join(work, 'vulkan'));
  await bundlePrograms(ROOT, join(work, 'lib'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  pack(join(folder, 'payload.tar.xz'));
  cpSync(join(ROOT, 'test/gpu/run'), join(folder, 'run'));
  console.log(`${folder}: ${(statSync(join(folder, 'payload.tar.xz')).size / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** This Node without its debug symbols: 99 MB become 86. */
function bundleNode(to: string): void {
  mkdirSync(to, { recursive: true });
  const node = join(to, 'node');
  cpSync(process.execPath, node, { dereference: true });
  chmodSync(node, 0o755);
  try {
    execFileSync('strip', [node], { stdio: 'ignore' });
  } catch {
    console.error('node is left with its symbols: there is no strip (package binutils)');
  }
  writeFileSync(join(work, 'made'), `${new Date().toISOString()}, Node ${process.version}\n`);
}

/** xz's filter for x86 code makes the binaries a tenth smaller. */
function pack(to: string): void {
  const filters = values.quick ? ['-0'] : ['--x86', '--lzma2=preset=9e'];
  const script = 'set -o pipefail; to=$1; from=$2; shift 2; tar -C "$from" -c . | xz -T2 "$@" >"$to"';
  execFileSync('bash', ['-c', script, 'pack', to, work, ...filters], { stdio: 'inherit' });
}
