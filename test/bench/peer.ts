import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A process that is measured: it reads one JSON document a line on stdin and answers each with one on stdout.
 */
export interface Peer {
  /** Sends a request and waits for its answer. */
  ask<Answer>(request: object): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts a peer; its first line says that it is ready. */
export async function startPeer<Ready>(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Peer & { readonly ready: Ready }> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ${args.join(' ')} ended: ${errors.join('').slice(-2000)}`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  };
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ready: (await read()) as Ready,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return read();
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
