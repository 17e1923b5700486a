/**
 * What metrics cost: `npm run bench:metrics [-- --runs 6]`. First each part by itself, then whole runs in
 * pairs, with a Prometheus that scrapes every second and without any: processor seconds of all processes of
 * the run, which other work on the machine disturbs least.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEndpoints } from '../../telemetry/endpoints.ts';
import { WorkerMetrics } from '../../worker/metrics/metrics.ts';
import { openNetworkTrainer } from '../../worker/trainers/network/trainer.ts';
import { testManifest } from '../support/cluster.ts';
import { ROOT } from '../support/command.ts';
import { noopEngine } from '../support/noop-engine.ts';
import { HAS_PROMETHEUS, startPrometheus } from '../support/prometheus.ts';
import { metricsOfRun } from '../support/run-metrics.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '6' } } });
const PORT = 19_464;

/** Milliseconds of one call, the median of many. */
async function each(calls: number, call: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < calls; index++) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return median(times);
}

const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

async function scrapeOf(choices: number, folds: number, seeds: number): Promise<number> {
  const { metrics: coordinator } = metricsOfRun(await testManifest('bench', choices, folds, seeds));
  return each(200, () => coordinator.text());
}

/**
 * Processor milliseconds of this process for a scrape over HTTP, by another process that keeps its
 * connection.
 */
async function overHttp(metrics: () => Promise<string>): Promise<number> {
  const port = await startEndpoints({ host: '127.0.0.1', port: 0, ready: () => ({}), metrics });
  const scrapes = 500;
  const script = `const agent = new (require('node:http').Agent)({ keepAlive: true, maxSockets: 1 });
    const once = () => new Promise((done) => require('node:http').get('${port.url}/metrics', { agent }, (r) => r.resume().on('end', done)));
    (async () => { for (let n = 0; n < ${scrapes}; n++) await once(); agent.destroy(); })()`;
  const scrapeAll = () =>
    new Promise((resolve) => spawn(process.execPath, ['-e', script]).once('close', resolve));
  await scrapeAll();
  const before = process.cpuUsage();
  await scrapeAll();
  const { user, system } = process.cpuUsage(before);
  await port.stop();
  return (user + system) / 1000 / scrapes;
}

async function parts(): Promise<void> {
  const worker = new WorkerMetrics({ version: '0', run: 'bench' });
  worker.trainerOpened(await openNetworkTrainer(async () => noopEngine()));
  const of = { step: 16, steps: 1600, taken: 16, waitedSeconds: 0 };
  const turn = { ...of, examples: 16 * 32 * 7, seconds: 0.32 };
  console.log(
    `a step, counted:                     ${(((await each(2_000, () => worker.stepsTaken(turn))) / 16) * 1000).toFixed(2)} µs`,
  );
  console.log(`a scrape of a worker:                ${(await each(500, () => worker.text())).toFixed(2)} ms`);
  console.log(`… over HTTP, in processor time:      ${(await overHttp(() => worker.text())).toFixed(2)} ms`);
  console.log(`a scrape of a coordinator, 7 × 5:    ${(await scrapeOf(7, 5, 1)).toFixed(2)} ms`);
  console.log(`… 7 × 5 × 100 seeds (3,500 trials):  ${(await scrapeOf(7, 5, 100)).toFixed(2)} ms`);
}

/** Processor seconds of a run and all its processes. */
function run(directory: string, flags: readonly string[]): Promise<number> {
  const words = [
    join(ROOT, 'node_modules/.bin/tsx'),
    'cli/fanout.ts',
    'run',
    'studies/quickstart.yaml',
    '--json',
    '--out',
    directory,
    ...flags,
  ];
  const child = spawn(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null', 'bash', ...words],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (status) => {
      const [user = Number.NaN, system = Number.NaN] = text.trim().split(' ').map(Number);
      if (status === 0) resolve(user + system);
      else reject(new Error(`the run ended with ${status}: ${text}`));
    });
  });
}

async function pairs(count: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-bench-metrics-'));
  const prometheus = await startPrometheus({
    interval: '1s',
    scrapeConfigs: [
      {
        job_name: 'fanout',
        http_sd_configs: [{ url: `http://127.0.0.1:${PORT}/targets`, refresh_interval: '1s' }],
      },
    ],
  });
  const ratios: number[] = [];
  try {
    for (let pair = 0; pair < count; pair++) {
      const scraped = () => run(directory, ['--metrics-port', String(PORT)]);
      const plain = () => run(directory, []);
      // In turns, so that a machine that gets slower or faster favours neither.
      const [a, b] =
        pair % 2 === 0 ? [await scraped(), await plain()] : [await plain(), await scraped()].reverse();
      ratios.push(a! / b!);
      console.log(
        `pair ${pair + 1}: ${a!.toFixed(2)} s scraped, ${b!.toFixed(2)} s without: ${(a! / b!).toFixed(3)}`,
      );
    }
  } finally {
    await prometheus.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(
    `ratio: median ${median(ratios).toFixed(3)}, ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`,
  );
}

await parts();
if (HAS_PROMETHEUS) {
  if (Number(values.runs) > 0) await pairs(Number(values.runs));
} else console.log('whole runs are left out: there is no Prometheus on this machine');
