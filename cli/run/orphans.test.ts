/** Workers whose command was killed: they end, whatever they were doing at that moment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const POOL = fileURLToPath(new URL('./fixtures/pool.ts', import.meta.url));
/**
 * Milliseconds between the start of the worker and the kill: from its first instruction to its wait for NATS.
 */
const MOMENTS = [0, 100, 200, 300, 450, 600, 1_000];

let logs: string;
let nats: Server;
const sockets = new Set<Socket>();
const started: number[] = [];

beforeEach(async () => {
  logs = mkdtempSync(join(tmpdir(), 'fanout-orphans-'));
  // Takes the call and says nothing: a worker that gets so far waits.
  nats = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.add(socket);
  });
  await once(nats.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  for (const pid of started.splice(0)) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  nats.close();
  rmSync(logs, { recursive: true, force: true });
});

/** Whether it runs: one that has ended stays listed where nobody reaps orphans. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0]!);
  } catch {
    return false;
  }
}

/**
 * Starts a command with one worker and kills the command after so many milliseconds; the worker's process id.
 */
async function orphan(moment: number): Promise<number> {
  const { port } = nats.address() as { port: number };
  const command = spawn(process.execPath, ['--import', 'tsx', POOL, logs, `nats://127.0.0.1:${port}`], {
    env: { ...process.env, NODE_OPTIONS: '--import tsx' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(command.stdout.setEncoding('utf8'), 'data');
  const worker = Number(line);
  started.push(worker);
  await setTimeout(moment);
  command.kill('SIGKILL');
  await once(command, 'exit');
  return worker;
}

it.skipIf(process.platform !== 'linux')(
  'workers end when their command is killed, whatever the moment',
  async () => {
    const workers: number[] = [];
    for (const moment of MOMENTS) workers.push(await orphan(moment));
    await expect.poll(() => workers.filter(isRunning), { timeout: 30_000 }).toEqual([]);
  },
);
