import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Loaders that a machine has already: installed, or beside Debian's chromium. */
const HERE = ['/usr/lib/x86_64-linux-gnu/libvulkan.so.1', '/usr/lib/chromium/libvulkan.so.1'];
/** What NVIDIA's Vulkan library is linked against, and a machine without a display may lack. */
const MORE = [
  ...['libx11-6', 'libxext6', 'libxcb1', 'libxau6', 'libxdmcp6', 'libbsd0', 'libmd0'],
  ...['libglvnd0', 'libglx0', 'libegl1'],
];

/**
 * Vulkan's loader, libvulkan.so.1, out of Debian's package libvulkan1, which needs glibc alone; where the
 * package cannot be fetched, the loader of this machine. In the folder `more`: X's and GLVND's libraries.
 */
export function bundleLoader(to: string): void {
  if (!unpackLibraries(['libvulkan1'], to)) {
    const found = HERE.find((path) => existsSync(path));
    if (found === undefined) throw new Error('no libvulkan.so.1: run apt-get update, or install libvulkan1');
    cpSync(found, join(to, 'libvulkan.so.1'), { dereference: true });
  }
  if (!unpackLibraries(MORE, join(to, 'more')))
    console.error("the libraries of X and GLVND are left out: apt-get cannot fetch Debian's packages");
}

/** The libraries of some of Debian's packages in one folder; false where they cannot be fetched. */
function unpackLibraries(packages: readonly string[], to: string): boolean {
  mkdirSync(to, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'fanout-loader-'));
  try {
    execFileSync('apt-get', ['download', ...packages], { cwd: work, stdio: 'ignore' });
    for (const name of readdirSync(work).filter((each) => each.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', name, 'unpacked'], { cwd: work });
    // Links to a version are left as they are: the linker goes by them.
    cpSync(join(work, 'unpacked/usr/lib/x86_64-linux-gnu'), to, { recursive: true, verbatimSymlinks: true });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
