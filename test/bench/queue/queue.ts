/**
 * How fast trials go through queue, service and ledger when training takes no time: `npm run bench:queue [--
 * --trials 1000,10000 --packs 1,7 --workers 200]`. Real processes: a nats-server that syncs each write, a
 * coordinator, and two with the simulated workers.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { ledgerStream } from '../../../coordinator/ledger/ledger.ts';
import { coordinatorAddress, startTestNats, TOKEN, workerAddress } from '../../support/cluster.ts';
import type { Told } from './coordinator.ts';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '1000,10000,100000' },
    packs: { type: 'string', default: '1,7' },
    workers: { type: 'string', default: '200' },
  },
});
const numbers = (text: string) => text.split(',').map(Number);
const WORKER_PROCESSES = 2;
/** Seven initializers and five folds, as the first study; seeds make up the number. */
const INITIALIZERS = 7;
const FOLDS = 5;

console.log(
  `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${values.workers} workers, ${new Date().toISOString().slice(0, 10)}\n`,
);
console.log(
  'trials  pack  trials/s  ms of coordinator CPU a trial  lost  twice  opened in  coordinator MiB open → peak  bytes kept a trial',
);
for (const size of numbers(values.trials)) {
  for (const pack of numbers(values.packs)) await measure(size, pack, Number(values.workers));
}

async function measure(size: number, pack: number, workers: number): Promise<void> {
  const seeds = Math.ceil(size / (INITIALIZERS * FOLDS));
  const trials = seeds * INITIALIZERS * FOLDS;
  const nats = await startTestNats();
  const run = `bench-${trials}-${pack}`;
  const children: ChildProcess[] = [];
  const start = (module: string, env: Record<string, string>) => {
    const child = fork(fileURLToPath(new URL(`./${module}.ts`, import.meta.url)), {
      execArgv: ['--expose-gc', '--import', 'tsx'],
      env: { ...process.env, FANOUT_LOG_LEVEL: 'warn', FANOUT_RUN: run, FANOUT_TOKEN: TOKEN, ...env },
    });
    children.push(child);
    return child;
  };
  try {
    const coordinator = start('coordinator', {
      ...natsEnvironment(coordinatorAddress(nats.server)),
      FANOUT_BENCH_GRID: JSON.stringify([INITIALIZERS, FOLDS, seeds]),
      FANOUT_BENCH_WORKERS: String(workers),
      FANOUT_BENCH_PACK: String(pack),
    });
    const open = await told(coordinator, 'open');
    const follow = await followLedger(nats.server, run);
    for (let index = 0; index < WORKER_PROCESSES; index++) {
      start('workers', {
        ...natsEnvironment(workerAddress(nats.server)),
        FANOUT_COORDINATOR: open.address,
        FANOUT_BENCH_WORKERS: String(workers / WORKER_PROCESSES),
      });
    }
    const done = await told(coordinator, 'done');
    const { perSecond, kept, written } = await follow();
    const cells = [
      String(trials).padStart(6),
      String(pack).padStart(4),
      perSecond.toFixed(0).padStart(8),
      ((1000 * done.cpuSeconds) / trials).toFixed(2).padStart(29),
      String(trials - kept).padStart(4),
      String(written - kept).padStart(5),
      `${(open.openedInMs / 1000).toFixed(1)} s`.padStart(9),
      `${done.openMiB.toFixed(0)} → ${done.peakMiB.toFixed(0)}`.padStart(27),
      done.keptBytes.toFixed(0).padStart(18),
    ];
    console.log(cells.join('  '));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await nats.stop();
  }
}

function told<Kind extends Told['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Told, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Told) => {
      if (message.kind === kind) resolve(message as Extract<Told, { kind: Kind }>);
    });
    child.once('exit', (code) => reject(new Error(`the coordinator ended with ${code}`)));
  });
}

/**
 * Watches the ledger from outside: the time from the first outcome to the last, by the server's own clock of
 * its messages.
 */
async function followLedger(server: Parameters<typeof coordinatorAddress>[0], run: string) {
  const { url, user, password } = coordinatorAddress(server);
  const connection = await connect({ servers: url, user: user!, pass: password! });
  return async () => {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(ledgerStream(run));
    await connection.close();
    const seconds = (Date.parse(state.last_ts) - Date.parse(state.first_ts)) / 1000;
    return { perSecond: state.messages / seconds, kept: state.messages, written: state.last_seq };
  };
}

function natsEnvironment({
  url,
  user,
  password,
}: ReturnType<typeof coordinatorAddress>): Record<string, string> {
  return { FANOUT_NATS_URL: url, FANOUT_NATS_USER: user!, FANOUT_NATS_PASSWORD: password! };
}
