/** How often the kernel has killed a process for want of memory: the one trace of it that a user may read. */
import { existsSync, readFileSync } from 'node:fs';

/** Where the counters stand, from the contents of /proc/self/cgroup (cgroups(7)). Pure. */
export function counterFiles(cgroups: string): string[] {
  const lines = cgroups.split('\n').map((line) => line.split(':'));
  const files = lines.flatMap(([, controllers, ...path]) => {
    const own = path.join(':');
    if (controllers === '') return [`/sys/fs/cgroup${own}/memory.events`, '/sys/fs/cgroup/memory.events'];
    if (controllers?.split(',').includes('memory'))
      return [`/sys/fs/cgroup/memory${own}/memory.oom_control`, '/sys/fs/cgroup/memory/memory.oom_control'];
    return [];
  });
  return [...new Set([...files, '/proc/vmstat'])];
}

/** The number behind `oom_kill` in a file of names and numbers; 0 where it has none. Pure. */
export function oomKillsIn(text: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

let files: readonly string[] | undefined;

/** How long a figure is as good as a new one, for a program that is about to start: reading takes a while. */
const FRESH_MS = 1_000;
let latest = { kills: 0, readAt: Number.NEGATIVE_INFINITY };

/**
 * All of them so far, as far as anybody may know: of this process's group, and of the machine; at most a
 * second old.
 */
export function recentOomKills(): number {
  return performance.now() - latest.readAt < FRESH_MS ? latest.kills : oomKills();
}

/** The same, at this moment. */
export function oomKills(): number {
  files ??= counterFiles(read('/proc/self/cgroup')).filter(existsSync);
  const kills = files.reduce((sum, file) => sum + oomKillsIn(read(file)), 0);
  latest = { kills, readAt: performance.now() };
  return kills;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
