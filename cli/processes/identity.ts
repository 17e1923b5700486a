/** Tells a process from another that has its number later: in a container every command is number 1. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, and no later one of its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Id of the machine's start; empty where the system tells none. */
  readonly boot: string;
  /** When it started, in the system's own words: on Linux in clock ticks since the machine's start. */
  readonly started: string;
}

/** The process of this number that runs now; undefined when there is none. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : { pid, boot: bootId(), started };
}

/**
 * Whether the process that was written down still runs. Without a start time, as an older fanout wrote it,
 * only its number counts.
 */
export function isRunning(
  then: Partial<ProcessIdentity>,
  lookUp: (pid: number) => ProcessIdentity | undefined = identityOf,
): boolean {
  if (!Number.isInteger(then.pid) || then.pid! <= 0) return false;
  const now = lookUp(then.pid!);
  if (now === undefined) return false;
  // This process has not written it: it takes the lock only now.
  if (then.started === undefined) return then.pid !== process.pid;
  return now.started === then.started && now.boot === (then.boot ?? '');
}

/**
 * Field 22 of `stat`, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name before it may hold
 * anything.
 */
function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // One that has ended and is not reaped works on nothing.
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
