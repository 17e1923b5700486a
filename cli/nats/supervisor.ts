import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * Runs a command as its child and takes it down when standard input closes, which also happens when the
 * process at the other end is killed with SIGKILL. Being its parent, it cannot mistake another process for
 * it. Exits as the command did. `read` and `wait` are the shell's own: nothing else is started until there is
 * something to end. The guard alone holds descriptor 3 open, so that whoever reads it sees when the guard is
 * gone.
 */
const SCRIPT = `
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
server=$!
(
  read -r _ <&4
  kill -TERM "$server" 2>/dev/null
  sleep "$FANOUT_GRACE_SECONDS" &
  trap 'kill $!; wait; exit' TERM
  wait $!
  kill -KILL "$server" 2>/dev/null
) >/dev/null 2>&1 &
guard=$!
exec 3>&- 4<&-
wait "$server"
code=$?
kill "$guard" 2>/dev/null
wait "$guard" 2>/dev/null
exit $code
`;

/** A shell that ends the guard because the command has ended gets this long to say how. */
const REPORT_MS = 500;
/** How long processes that were killed may still be listed. */
const REAP_MS = 1_000;
const POLL_MS = 20;

/** A command that ends with this process, however this process ends. */
export interface Supervised {
  /** Asks the command to end with SIGTERM, and kills it after `graceSeconds`. */
  end(): void;
  /**
   * How it ended: "exit status 1", "signal 9". When one of the shells around it was killed, nobody is left to
   * end the command with this process, so it is ended at once: "its supervisor got SIGKILL", "its guard was
   * killed".
   */
  readonly exited: Promise<string>;
}

/**
 * Starts a command under a small shell process. Both stand in a session of their own: Ctrl-C on the terminal
 * reaches this process only, which then ends them in its own order. Output goes to the open file `output`.
 */
export function supervise(
  command: readonly string[],
  options: { readonly output: number; readonly graceSeconds: number },
): Supervised {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'fanout-nats', ...command], {
    stdio: ['pipe', options.output, options.output, 'pipe'],
    detached: true,
    env: { ...process.env, FANOUT_GRACE_SECONDS: String(options.graceSeconds) },
  });
  const exited = ended(child, options.graceSeconds);
  // Not to hold the process open: whatever waits for it says so by waiting.
  child.unref();
  // Closing twice, or after the end, is no error.
  child.stdin!.on('error', () => undefined);
  return {
    end: () => {
      child.ref();
      child.stdin!.end();
    },
    exited,
  };
}

async function ended(child: ChildProcess, graceSeconds: number): Promise<string> {
  const exit = new Promise<{ how: string; alone: boolean }>((resolve) => {
    child.once('error', (error) => resolve({ how: error.message, alone: false }));
    child.once('exit', (code, signal) => {
      // A shell reports the signal that ended its child as 128 + its number.
      const number = code !== null && code > 128 ? `signal ${code - 128}` : `exit status ${code}`;
      resolve(signal ? { how: `its supervisor got ${signal}`, alone: true } : { how: number, alone: false });
    });
  });
  const { how, alone } = await Promise.race([exit, guardLost(child)]);
  if (alone) await endGroup(child.pid!, graceSeconds);
  return how;
}

/** Settles when the guard is gone and the command goes on without it. */
async function guardLost(child: ChildProcess): Promise<{ how: string; alone: boolean }> {
  const held = child.stdio[3] as Socket;
  await new Promise<void>((resolve) => {
    held.once('error', () => undefined).once('close', () => resolve());
    held.resume().unref();
  });
  await setTimeout(REPORT_MS);
  return { how: 'its guard was killed', alone: true };
}

/** Ends all processes of a group: SIGTERM, then SIGKILL after the grace. */
async function endGroup(group: number, graceSeconds: number): Promise<void> {
  const killAt = performance.now() + graceSeconds * 1000;
  for (let name: NodeJS.Signals | 0 = 'SIGTERM'; signalGroup(group, name); name = 0) {
    await setTimeout(POLL_MS);
    if (performance.now() < killAt) continue;
    signalGroup(group, 'SIGKILL');
    // Where nobody reaps orphans they stay listed for ever.
    await setTimeout(REAP_MS);
    return;
  }
}

/** Whether there was a process in the group to send it to. */
function signalGroup(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}
