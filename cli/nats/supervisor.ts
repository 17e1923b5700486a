import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Runs a command as its child and takes it down when standard input closes, which also happens when the process at the
 * other end is killed with SIGKILL. Being its parent, it cannot mistake another process for it. Exits as the command did.
 * `read` and `wait` are the shell's own: nothing else is started until there is something to end.
 */
const SCRIPT = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(
  read -r _ <&3
  kill -TERM "$server" 2>/dev/null
  sleep "$FANOUT_GRACE_SECONDS" &
  trap 'kill $!; exit' TERM
  wait $!
  kill -KILL "$server" 2>/dev/null
) >/dev/null 2>&1 &
guard=$!
wait "$server"
code=$?
kill "$guard" 2>/dev/null
exit $code
`;

/** A command that ends with this process, however this process ends. */
export interface Supervised {
  /** Asks the command to end with SIGTERM, and kills it after `graceSeconds`. */
  end(): void;
  /** How it ended: "exit status 1", "signal 9". */
  readonly exited: Promise<string>;
}

/**
 * Starts a command under a small shell process. Both stand in a session of their own: Ctrl-C on the terminal reaches this
 * process only, which then ends them in its own order. Output goes to the open file `output`.
 */
export function supervise(
  command: readonly string[],
  options: { readonly output: number; readonly graceSeconds: number },
): Supervised {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'fanout-nats', ...command], {
    stdio: ['pipe', options.output, options.output],
    detached: true,
    env: { ...process.env, FANOUT_GRACE_SECONDS: String(options.graceSeconds) },
  });
  const exited = ended(child);
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

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      // A shell reports the signal that ended its child as 128 + its number.
      const number = code !== null && code > 128 ? `signal ${code - 128}` : `exit status ${code}`;
      resolve(signal ? `its supervisor got ${signal}` : number);
    });
  });
}
