/** The page `metrics.md`: every metric there is, out of the code that serves them. */
import { CoordinatorMetrics } from '../coordinator/metrics/metrics.ts';
import type { MetricDescription } from '../telemetry/describe.ts';
import { WorkerMetrics } from '../worker/metrics/metrics.ts';

/** What each label says, and what bounds the number of its values. */
const LABELS: Readonly<Record<string, string>> = {
  backend: '`tfjs-node-gpu`, `webgpu`, `tfjs-node` or `wasm`',
  code: 'a code of the error catalogue (`fanout_packs_released_total`), or gRPC’s name of a status',
  dataset: 'the dataset’s name; on `fanout_run_info` alone',
  engine: 'the engine’s version and instructions, in words',
  epoch: 'from 1; of studies of more than 50 epochs every second, third, … and the last',
  factor: 'name of one of the study’s factors: at most four',
  fold: 'number of the fold, from 0',
  gpu: 'number of the GPU, as the driver counts',
  arm: 'id of the arm: the level of the study’s factor, or of each of its factors',
  level: 'a value of that factor, as the study has it',
  kind: '`dead_start`, `diverged` or `did_not_learn`',
  method: 'method of the gRPC service',
  metric: 'name of a metric that trials report: at most 32 of a study',
  node: 'version of Node',
  outcome: '`completed` or `failed`',
  role: '`coordinator` or `worker`',
  run: 'the run’s id: of the runs that are served, and of the last four that ended; on `fanout_run_active` of the last hour',
  state: 'of trials, workers, packs: each metric names its states',
  study: 'the study’s name',
  version: 'of fanout',
  worker: 'the worker’s name; it goes ten minutes after the worker',
};

interface Section {
  readonly title: string;
  readonly text: string;
  readonly metrics: readonly MetricDescription[];
}

/** The page, as Markdown. Pure. */
export function metricsPage(): string {
  const sections = sectionsOf();
  const used = new Set(sections.flatMap(({ metrics }) => metrics.flatMap(({ labels }) => labels)));
  return `<!-- Generated from the code by: npm run generate:docs -->
# Metrics

A coordinator and each worker serve their metrics at \`/metrics\`, in Prometheus’s text format, beside \`/healthz\` and \`/readyz\`:

    fanout run STUDY --metrics-port 9464      # on this machine: the coordinator on 9464, workers on free ports; /targets names them all
    fanout coordinator … --metrics-port 9090
    fanout worker … --metrics-port 9090       # or FANOUT_METRICS_PORT

[dashboards/](../dashboards/README.md) has the dashboards, the alerts and a configuration for Prometheus.

- Base units: seconds, bytes, ratios from 0 to 1. Counters end in \`_total\`.
- The number of series is bounded: no trial is a label, and runs are those that a coordinator serves and the last four that ended. What a
  coordinator tells of a run has its id as the label \`run\`; a worker works for one run: \`fanout_worker_state and on (job, instance) fanout_run_info{run="…"}\`.
- "From the ledger": the same after a restart of the coordinator, and each trial is counted once. "Seen by this process": begins at 0 with the process.
- Nothing is measured while a step is computed: a worker counts between two turns of training, and what it knows anyway is read when somebody
  asks. An answer waits for the end of a turn: 0.4 s at most, but for a step, or 256 examples of an evaluation, that take longer.
- What a worker did after its last scrape is gone with it; the coordinator's figures of a run are complete.
${sections.map(sectionText).join('')}
## Labels

| label | values |
|---|---|
${[...used]
  .sort()
  .map((label) => `| \`${label}\` | ${meaningOf(label)} |\n`)
  .join('')}`;
}

function sectionsOf(): Section[] {
  const coordinator = new CoordinatorMetrics({
    version: '',
    connection: { connected: false, reconnects: 0 },
    storage: () => ({ failures: 0, writable: true }),
    askQueue: () => Promise.reject(new Error('nobody asks')),
  }).describe();
  const worker = new WorkerMetrics({ version: '', run: '' }).describe();
  const names = new Set(worker.map(({ name }) => name));
  const shared = coordinator.process.filter(({ name }) => names.has(name));
  const own = (metrics: readonly MetricDescription[]) =>
    metrics.filter(({ name }) => !shared.some((each) => each.name === name));
  return [
    {
      title: 'Of a run',
      text: 'Served by its coordinator, once its ledger has been read; until the next run is opened, or until the run is closed before it is complete.',
      metrics: coordinator.run,
    },
    {
      title: 'Of a coordinator',
      text: 'Its workers, its queue, its service.',
      metrics: own(coordinator.process),
    },
    { title: 'Of a worker', text: 'Each worker serves its own.', metrics: own(worker) },
    { title: 'Of every process', text: 'Served by coordinators and workers.', metrics: shared },
  ];
}

function sectionText({ title, text, metrics }: Section): string {
  const rows = metrics.map(({ name, type, help, labels, buckets }) => {
    const bounds = buckets ? ` Buckets: ${buckets.join(', ')}.` : '';
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help}${bounds} |\n`;
  });
  return `
## ${title}

${text}

| metric | type | labels | what it says |
|---|---|---|---|
${rows.join('')}`;
}

function meaningOf(label: string): string {
  const meaning = LABELS[label];
  if (meaning === undefined)
    throw new RangeError(`docs/metrics.ts does not say what the label ${label} means`);
  return meaning;
}
