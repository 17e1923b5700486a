/** A group of processes that may have little memory: a cgroup, v1 or v2 (cgroups(7)). */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { SkippedError } from '../checks.ts';

const GONE_MS = 10_000;

export interface MemoryGroup {
  readonly path: string;
  /** Removes it. What was in it must have ended, or end soon. */
  remove(): Promise<void>;
}

/** Makes one below this process's own. Throws SkippedError, with what was refused. */
export function memoryGroup(name: string, bytes: number): MemoryGroup {
  const { parent, limit } = ownMemoryGroup();
  const path = `${parent}/${name}`;
  try {
    mkdirSync(path);
  } catch (error) {
    throw new SkippedError(`no memory cgroup can be made: ${(error as Error).message}`);
  }
  try {
    writeFileSync(`${path}/${limit}`, String(bytes));
  } catch (error) {
    rmdirSync(path);
    throw new SkippedError(`a cgroup's memory cannot be limited: ${(error as Error).message}`);
  }
  return {
    path,
    async remove() {
      const late = performance.now() + GONE_MS;
      for (;;) {
        try {
          return rmdirSync(path);
        } catch (error) {
          if (performance.now() > late) throw error;
          await setTimeout(50);
        }
      }
    },
  };
}

function ownMemoryGroup(): { readonly parent: string; readonly limit: string } {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  const groups = lines.map((line) => line.split(':') as [string, string, string]);
  const v1 = groups.find(([, controllers]) => controllers.split(',').includes('memory'));
  const roots = v1 ? ['/sys/fs/cgroup/memory'] : ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'];
  const own = (v1 ?? groups.find(([, controllers]) => controllers === ''))?.[2] ?? '';
  // In a container the path may be the host's: then what is mounted is the group itself.
  const paths = roots.flatMap((root) => [`${root}${own === '/' ? '' : own}`, root]);
  const parent = paths.find((path) => existsSync(`${path}/cgroup.procs`));
  if (parent === undefined) throw new SkippedError('no cgroups are mounted here');
  return { parent, limit: v1 ? 'memory.limit_in_bytes' : 'memory.max' };
}
