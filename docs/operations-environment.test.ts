/** What docs/operations.md says of the processes' environment is held by tests: the tables say by which. */
import { describe, expect, it } from 'vitest';
import { TURN_MS } from '../engines/wasm/turns.ts';
import { eachIsHeldOnce } from './each-is-held.ts';
import { type Held, missingOf, paragraphsOf, read, rowsOf, sectionOf, sentencesOf } from './held-by-tests.ts';

const integration = (name: string) => `test/integration/${name}.test.ts`;
const section = sectionOf(read('docs/operations.md'), 'Processes and their environment');
const rows = rowsOf(section).map(([names = '', processes = '', meaning = '']) => ({
  names,
  processes,
  meaning,
}));

/** Beginnings of the sentences around the table; those on connections are in `operations.test.ts`. */
const SENTENCES: readonly Held[] = [
  ['`fanout coordinator` and `fanout worker` are', ['test/e2e/told-to-stop.test.ts', "describe('a worker'"]],
  ['Secrets come from', ['cli/processes/options.test.ts', 'no option of a process takes a secret']],
  ['A coordinator whose `--listen`', [integration('tls-files'), 'does not listen on %s with %j: USAGE']],
  ['The token alone travels', [integration('security'), 'a token without TLS can be read on the way']],
  [
    'TLS is never left out',
    [integration('tls-files'), 'TLS that was asked for, of a NATS server without it,'],
  ],
  [
    'USAGE, with the name of the setting',
    [integration('tls-files'), 'is USAGE with the setting that is missing'],
    [integration('tls-files'), 'TLS that was asked for, of a NATS server without it,'],
  ],
  [
    'An empty variable',
    ['cli/empty-variables.test.ts', 'a variable that is set to nothing is not set'],
    ['cli/empty-variables.test.ts', 'a command asks for what an empty variable does not say'],
    [integration('tls-files'), 'is not asked of who set it to nothing'],
  ],
  [
    'Credentials within the address',
    ['cli/nats/check.test.ts', 'a password in the address is used, and shown in no message'],
    ['connection/nats-url.test.ts', 'shows no password, whatever characters it has'],
  ],
  ['A file of TLS that', [integration('tls-files'), 'is USAGE, with the setting and the path']],
  ["What a worker's NATS user", ['docs/threat-model.test.ts', 'each sentence once']],
  [
    'With `--metrics-port`',
    [integration('health'), 'says over HTTP whether NATS is there and a run is open'],
    [integration('health'), 'is not ready while NATS is away, and ready again after'],
    [integration('metrics'), 'a worker counts what it did'],
  ],
  [
    'Ready means: NATS',
    [integration('health'), 'is not ready while NATS is away, and ready again after'],
    [integration('health'), 'says over HTTP whether NATS is there and a run is open'],
  ],
  ['A coordinator that is not ready', [integration('health'), 'It is alive all the same']],
  [
    'The port answers to',
    ['telemetry/endpoints.test.ts', 'answers to its own names alone'],
    ['telemetry/host-names.test.ts', 'for %j is not'],
  ],
  [
    'The manifests name the Service',
    ['docs/operations-environment.test.ts', 'the manifests name the Service'],
  ],
  ['A worker is ready when', [integration('metrics'), 'engine: no\\nnats: no']],
  ['It answers between two', ['engines/wasm/turns.test.ts', 'no turn is planned to take longer']],
];

/** What holds the meaning of each row, by the first variable that it names. */
const ROWS: Readonly<Record<string, readonly (readonly [file: string, words: string])[]>> = {
  FANOUT_NATS_URL: [[integration('tls-files'), "['tls://', {}"]],
  FANOUT_NATS_USER: [['cli/nats/check.test.ts', 'accepts a real server, and refuses wrong credentials']],
  FANOUT_NATS_CA: [[integration('tls-files'), 'is USAGE, with the setting and the path']],
  FANOUT_COORDINATOR: [['test/e2e/command-line.test.ts', 'ends with a document, a table, a report']],
  FANOUT_RUN: [
    ['cli/empty-variables.test.ts', 'a command asks for what an empty variable'],
    ['operator/workers/workers.test.ts', 'makes a Job of the template, with the run'],
  ],
  FANOUT_TOKEN: [
    [integration('security'), 'is asked for by every method'],
    [integration('tls-files'), 'does not listen on %s with %j: USAGE'],
  ],
  FANOUT_WORKER_NAME: [
    [integration('untrusted-worker'), 'is held to the run and the name that its token is for'],
    ['operator/workers/workers.test.ts', 'gives a worker a token of its own'],
  ],
  FANOUT_CHECKPOINTS: [
    ['cli/processes/options.test.ts', 'FANOUT_CHECKPOINTS and FANOUT_SLOT are read as the options are'],
  ],
  FANOUT_CHECKPOINTS_LAST: [
    ['cli/carried/carry.test.ts', 'says by FANOUT_CHECKPOINTS_LAST what becomes of checkpoints'],
  ],
  FANOUT_TLS_CERT: [
    [integration('tls-files'), 'coordinator, certificate alone'],
    ['cli/processes/authorities.test.ts', 'workers are told as text by whom'],
  ],
  FANOUT_TLS_CA: [[integration('security'), 'serves those who trust the authority, and nobody who does not']],
  FANOUT_TLS_CLIENT_CA: [
    [integration('security'), 'with a client authority serves only workers whose certificate it signed'],
  ],
  FANOUT_COORDINATOR_ID: [[integration('lease'), 'one that was released, or is of the same name, is free']],
  FANOUT_NAMESPACE: [['test/k8s/studies.test.ts', 'runs a study to its end']],
  FANOUT_MAX_STUDIES: [
    ['cli/processes/options.test.ts', 'FANOUT_MAX_STUDIES and FANOUT_MAX_WORKERS are checked as the options'],
  ],
  FANOUT_WEBGPU_ADAPTER: [['engines/webgpu/adapter.test.ts', '%j asks for %j']],
  FANOUT_NATIVE: [
    ['engines/native/location.test.ts', 'where FANOUT_NATIVE says, in a folder for its versions'],
    ['engines/native/location.test.ts', 'names the backend that is installed where it is the other one'],
  ],
  FANOUT_CACHE: [
    ['test/e2e/shards.test.ts', "FANOUT_CACHE_BYTES: '100kB'"],
    ['cli/settings.test.ts', 'FANOUT_CACHE_BYTES and FANOUT_LOG_LEVEL are checked alike'],
  ],
  FANOUT_DATASET_TOKEN: [
    ['datasets/shards/access.test.ts', 'shows the token to the server of the index alone'],
    ['datasets/shards/s3/s3.test.ts', 'settings of S3 that are wrong are no matter of a web server'],
  ],
  FANOUT_DATASET_TOKEN_ORIGIN: [
    ['datasets/shards/access.test.ts', 'shows a token that is bound to a server to no other'],
  ],
  FANOUT_DATASET_PATHS: [
    [
      'datasets/declared/paths.test.ts',
      'with none declared nothing is read; where nothing is said, anything',
    ],
    ['datasets/declared/fetch.test.ts', 'that is declared is asked, by address and by name'],
    [
      'cli/processes/declared-datasets.test.ts',
      'an operator that is told nothing lets Studies name one volume',
    ],
  ],
  FANOUT_SIMD: [
    ['engines/wasm/simd.test.ts', 'FANOUT_SIMD=plain takes the build without fused multiply-add'],
    ['engines/wasm/engine.test.ts', 'wasm, plain SIMD'],
  ],
  FANOUT_METRICS_PORT: [
    ['cli/processes/options.test.ts', 'FANOUT_METRICS_PORT is checked as --metrics-port is'],
  ],
  FANOUT_METRICS_HOSTS: [['cli/settings.test.ts', 'FANOUT_METRICS_HOSTS is a list of names']],
  FANOUT_LEASE_MS: [['cli/settings.test.ts', 'takes what is a number within its bounds']],
  FANOUT_LOG_LEVEL: [['cli/settings.test.ts', 'FANOUT_CACHE_BYTES and FANOUT_LOG_LEVEL are checked alike']],
  FANOUT_DEBUG: [['cli/exit.test.ts', 'FANOUT_DEBUG with any value shows the trace']],
};

const sentences = paragraphsOf(section)
  .filter((paragraph) => !paragraph.startsWith('The gRPC port takes up to'))
  .flatMap(sentencesOf);

describe('processes and their environment', () => {
  eachIsHeldOnce(sentences, SENTENCES);

  const firstOf = (names: string) => /FANOUT_[A-Z_]+/.exec(names)?.[0] ?? '';
  it.each(rows)('$names', ({ names }) => {
    const tests = ROWS[firstOf(names)] ?? [];
    expect(tests).not.toEqual([]);
    expect(missingOf(tests)).toEqual([]);
  });

  it('has a row for each variable here, and for none twice', () => {
    expect(rows.map(({ names }) => firstOf(names)).sort()).toEqual(Object.keys(ROWS).sort());
  });
});

/** The files in which each kind of process reads its environment, besides what all read. */
const READ_BY: Readonly<Record<string, readonly string[]>> = {
  worker: ['cli/processes/worker.ts', 'worker/coordinator-client.ts', 'engines/wasm/simd.ts'],
  coordinator: ['cli/processes/coordinator.ts'],
  operator: ['cli/processes/operator.ts'],
};

it.each(rows.filter(({ processes }) => Object.hasOwn(READ_BY, processes)))(
  '$names is for the $processes, which reads it, and for no other',
  ({ names, processes }) => {
    const readers = (name: string) =>
      Object.keys(READ_BY).filter((process) =>
        READ_BY[process]!.some((file) => new RegExp(`\\b${name}\\b(?!_)`).test(read(file))),
      );
    for (const name of names.match(/FANOUT_[A-Z_]+/g)!)
      expect([name, readers(name)]).toEqual([name, [processes]]);
  },
);

it('the manifests name the Service of the coordinator, for the cluster domain cluster.local', () => {
  const [, hosts] = /FANOUT_METRICS_HOSTS\s+value:\s*"([^"]+)"/.exec(read('k8s/base/coordinator.yaml'))!;
  expect(hosts).toMatch(/\bfanout-coordinator\.\$\(FANOUT_NAMESPACE\)\.svc\.cluster\.local$/);
});

it('has the figures of the code; those of settings are in cli/environment.test.ts', () => {
  const flat = section.replace(/\s+/g, ' ');
  expect(flat).toContain(`at most ${TURN_MS / 1000} s or one step of its pack later`);
});
