import { spawn } from 'node:child_process';

/**
 * How a command ended. `missing`: there is no such command. `code` is null when a signal or the time limit
 * ended it.
 */
export interface CommandResult {
  readonly missing: boolean;
  readonly timedOut: boolean;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * How long a command may take, what it finds in its environment beside this process's, and what ends it
 * early.
 */
export interface RunOptions {
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type RunCommand = (
  command: string,
  args: readonly string[],
  options: RunOptions,
) => Promise<CommandResult>;

const KEPT_CHARACTERS = 64 * 1024;

/** Runs a command without a shell, without input. Output is kept to its last 64 KiB each. Never throws. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs,
      ...(options.signal ? { signal: options.signal } : {}),
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-KEPT_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_CHARACTERS);
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({
        missing: error.code === 'ENOENT',
        timedOut: false,
        code: null,
        stdout,
        stderr: error.message,
      }),
    );
    child.once('close', (code, signal) =>
      resolve({ missing: false, timedOut: signal === 'SIGKILL', code, stdout, stderr }),
    );
  });
}

/** Why a command failed, in a line: the last line it wrote that says something. */
export function whyItFailed(command: string, result: CommandResult): string {
  if (result.missing) return `there is no ${command} on PATH`;
  if (result.timedOut) return `${command} took too long`;
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
  const last = lines.filter((line) => line !== '' && !line.startsWith('[notice]')).at(-1);
  return `${command}: ${last ? last.slice(0, 300) : `exit status ${result.code}`}`;
}
