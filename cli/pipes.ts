import type { Writable } from 'node:stream';

/** The status of a process that writes into a pipe that nobody reads any more: 128 + SIGPIPE. */
const SIGPIPE_STATUS = 141;

/** Streams of a process, and how it is ended; the process itself has these. */
export interface PipedProcess {
  readonly stdout: Pick<Writable, 'on'>;
  readonly stderr: Pick<Writable, 'on'>;
  readonly exit: (status: number) => void;
  readonly on: (event: 'exit', listener: () => void) => unknown;
  readonly emit: (event: 'SIGTERM', signal: 'SIGTERM') => boolean;
  exitCode?: number | string | null | undefined;
}

/**
 * `fanout … | head` ends without a word when `head` has gone: at once, or as on SIGTERM where something has
 * to be closed first (a run's workers and server). A stderr that is lost ends nothing: what a run computes is
 * worth more than its log lines.
 */
export function endQuietlyOnClosedPipes(running: PipedProcess = process as unknown as PipedProcess): void {
  let closed = false;
  running.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isLost(error)) throw error;
    if (closed) return;
    closed = true;
    running.on('exit', () => {
      running.exitCode = SIGPIPE_STATUS;
    });
    // Whoever listens for SIGTERM closes what it has opened, and then the process ends.
    if (!running.emit('SIGTERM', 'SIGTERM')) running.exit(SIGPIPE_STATUS);
  });
  running.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isLost(error)) throw error;
  });
}

/** The reader has gone, or the terminal has. */
function isLost({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
}
