/** What docs/operations.md says of alerts is held by tests: the table says by which. */
import { describe, expect, it } from 'vitest';
import { FORGOTTEN_AFTER } from '../coordinator/metrics/fleet.ts';
import { FAILURES_TO_GIVE_UP } from '../coordinator/run/trial-state.ts';
import { dashboards } from '../dashboards/dashboards.ts';
import { ALERTS } from '../dashboards/rules/alerts.ts';
import { runbook } from '../dashboards/rules/rules.ts';
import { ERROR_CODES } from '../proto/faults-and-retries.ts';
import { LEASE_MS } from '../proto/queue.ts';
import { eachIsHeldOnce } from './each-is-held.ts';
import { type Held, paragraphsOf, read, sectionOf, sentencesOf, type TestName } from './held-by-tests.ts';

const text = read('docs/operations.md');
const cases = (name: string): TestName => ['dashboards/rules/alerts.test.yaml', name];
const integration = (file: string, words: string): TestName => [`test/integration/${file}.test.ts`, words];
const scenario = (file: string, name: string): TestName => [`test/faults/scenarios/${file}.ts`, name];
const figures: TestName = ['docs/operations-alerts.test.ts', 'has the figures of rules and code'];
/**
 * What holds a sentence that only says what to do, or what may be the cause outside of fanout: that each
 * panel, metric, code, file and object which it names is there.
 */
const names: TestName = ['docs/operations-alerts.test.ts', 'names what there is'];
const notReady: TestName = [
  'operator/workers/workers.test.ts',
  'says why workers do not start, in the words of',
];
const step: TestName = ['k8s/nats-storage.test.ts', 'the liveness probe fails while a write error stands'];
const limit: TestName = ['k8s/nats-storage.test.ts', 'at STORE_LIMIT writes are refused'];

const HELD: Readonly<Record<string, readonly Held[]>> = {
  '': [
    ['The rules stand in', ['dashboards/rules/rules.test.ts', 'accepts the rules'], names],
    [
      'What to look at first',
      ['dashboards/layout.test.ts', 'the three dashboards are the three that they are'],
      names,
    ],
  ],
  FanoutNoProgress: [
    [
      '*Critical.* No pack was begun',
      cases('a run that gets further is in order, one that stands still is not'),
    ],
    ['After a fault work resumes', figures, ['test/faults/faults.ts', '2 * LEASE_MS + 30_000']],
    ['Are there workers?', names],
    ['None: start some', names],
    [
      'On a cluster see `kubectl describe',
      notReady,
      ['operator/study/conduct.test.ts', 'workers that do not start'],
    ],
    ['Workers are idle', integration('nats-away', 'says that NATS is away once that takes long')],
    ['Their logs name the address', ['waiting/long-wait.test.ts', 'who waits for NATS says so']],
    [
      'Workers train, and yet',
      ['worker/reporter.test.ts', 'tells of steps within an epoch, twice a second at most'],
    ],
    ['Raise the 600', figures],
    ['NATS is away', names],
    ['Nothing else has to be done', scenario('nats', "name: 'NATS out of reach for two minutes'")],
    [
      'A run that is paused',
      cases('runs that were paused, deleted and edited are not missed, and do not stand still'),
      integration('operator-metrics', 'a paused run is not missed'),
      integration('operator-metrics', 'a run whose study is edited is not missed'),
      integration('operator-metrics', 'a run whose study is deleted is not missed'),
    ],
  ],
  FanoutWorkersLost: [
    ['*Warning.* Workers fell silent', cases('lost workers, and workers that left in order')],
    ['Their packs go to others', figures, scenario('workers', "name: 'worker killed'")],
    ['Look at the end', names],
    ['On a cluster: `kubectl', names],
    ['Out of memory again and again', names],
    ['The coordinator makes packs smaller', scenario('workers', "name: 'worker out of memory'")],
    ['The number of workers', names],
    ['On a cluster the coordinator does', ['operator/scaling/scale.test.ts', 'creates what is missing']],
    ['The alert ends ten minutes', figures, ['coordinator/metrics/fleet.test.ts', '3 + FORGOTTEN_AFTER']],
  ],
  FanoutTrialFailed: [
    [
      '*Warning.* A trial was given up',
      cases('failed trials'),
      ['coordinator/run/trial-state.test.ts', 'gives a single trial up by recording it'],
      ['coordinator/run/trial-state.test.ts', 'for something that cannot succeed fails only the trial'],
    ],
    ['The run goes on without it', integration('run', 'records a trial that cannot succeed as failed')],
    [
      '`fanout results RUN --csv`',
      ['cli/results/failed-trials.test.ts', 'name each failed trial and its reason'],
      integration('run', "toBe('INTERNAL: a defect')"),
    ],
    ['WORKER_LOST: the trial kills', scenario('workers', "name: 'poison trial'"), names],
    ['MODEL_TOO_LARGE: one trial', ['engines/wasm/engine.test.ts', 'one trial is too large'], names],
    ['INTERNAL: a defect', ['proto/errors.test.ts', 'a defect keeps its cause'], names],
    [
      'An outcome is never changed',
      ['coordinator/ledger/write-once.test.ts', 'keeps the first value of a key'],
    ],
    ['Once the cause is gone', names],
  ],
  FanoutLedgerShort: [
    ['*Critical.* The coordinator holds', cases('a ledger that is short while the run goes on')],
    ['Keep what there is', integration('metrics', 'metrics equal the ledger')],
    ['Copy them', names],
    ['Look for a restored backup', ['coordinator/ledger/write-once.test.ts', "'KV_fanout-ledger-x'"], names],
    ['Restore the storage', names],
    ['Do not trust a verdict', names],
  ],
  FanoutStorageUnwritable: [
    [
      '*Critical.* NATS did not store',
      cases('NATS that stores nothing for long, for a moment, and not at all'),
      [
        'coordinator/storage/watch.test.ts',
        'counts neither what was refused for what it is, nor what failed without',
      ],
    ],
    ['Its disk is full', integration('full-disk', 'shows that NATS does not store')],
    ['Nothing is recorded until', scenario('nats', "name: 'disk full under the queue and the ledger'")],
    [
      "The coordinator's log names",
      ['coordinator/storage/watch.test.ts', 'says what, since when and what to do'],
    ],
    ['The answer is `timeout`', step],
    ['`write error … no space', step],
    ['Make room, or enlarge', names],
    ['Room alone does not help', step],
    ['The NATS of `k8s/overlays', step, figures],
    ['Elsewhere start it again', scenario('nats', "name: 'disk full for a moment'")],
    ['The answer is `insufficient', limit],
    [
      'Delete Studies that are done',
      limit,
      ['operator/study/decide.test.ts', 'that is deleted is cleaned up after'],
    ],
    ['Or raise the limit', names],
    ['A server that has no `max_file_store`', integration('full-at-start', 'a stream, a ledger, a consumer')],
    ['`/healthz` is well', names],
    ['See its log', names],
  ],
  FanoutCoordinatorAbsent: [
    ['*Critical.* A run that is not complete', cases('coordinators that go in the middle'), figures],
    ['Workers keep their results', scenario('coordinator', "name: 'coordinator absent at Complete'")],
    [
      'A coordinator says for an hour',
      ['coordinator/metrics/metrics.test.ts', 'that it was meant is said for an hour'],
      integration('operator-metrics', 'a run that cannot go on is not missed'),
    ],
    ['On one machine', names],
    ['Go on with `fanout run', ['test/e2e/command-line.test.ts', 'is interrupted in order, and resumed']],
    ['On a cluster: `kubectl', names],
    [
      'Once it runs, it takes',
      ['test/k8s/faults.test.ts', 'loses nothing when workers, the coordinator and NATS'],
    ],
    [
      'It runs and does not',
      ['operator/study/failure.test.ts', 'says of %s whether another try helps'],
      names,
    ],
    ['It runs, but Prometheus', ['k8s/network.test.ts', 'allow what is needed, and nothing else']],
    [
      'The alert ends one hour',
      cases('{ eval_time: 70m, alertname: FanoutCoordinatorAbsent, exp_alerts: [] }'),
    ],
    [
      'An interrupted run that nobody',
      integration('operator-metrics', 'a run whose study is deleted while no coordinator is there'),
      integration('operator-metrics', 'a run that is paused while no coordinator is there'),
    ],
  ],
  FanoutStepTimeRegressed: [
    ['*Warning.* A worker takes more', cases('a worker that becomes slow'), figures],
    ['Figures are for an image', cases('one that gets larger packs')],
    ['Something else runs', names],
    ['The GPU is hot', names],
    ['Memory or tensors climb', names],
    [
      'Stop the worker in order',
      integration('run', 'gets a pack back at once from a worker that is drained'),
    ],
  ],
  FanoutAllArmsAtChance: [
    ['*Warning.* Every initializer', cases('all at chance; all but one; all so far, but not of every arm')],
    ['Labels that do not belong', names],
    ['A learning rate that is far', names],
    ['Only bad initializers', names],
    ['Stop the run, and start', ['study/set-cases.test.ts', "describe('--set'"]],
  ],
};

/** Sections of alerts, by the alert; '' is what comes before the first. */
const SECTIONS = sectionOf(text, 'Alerts')
  .split(/^### /m)
  .map((part, place) => {
    const [heading = '', ...lines] = part.split('\n');
    return { alert: place === 0 ? '' : heading, body: place === 0 ? part : lines.join('\n') };
  })
  .map(({ alert, body }) => ({ alert, body, sentences: paragraphsOf(body).flatMap(sentencesOf) }));

describe.each(SECTIONS)('alert $alert', ({ alert, sentences }) => {
  const held = HELD[alert] ?? [];
  eachIsHeldOnce(sentences, held);
});

it.each(ALERTS)(
  '$alert has a section that its runbook leads to, with its severity',
  ({ alert, severity }) => {
    const { sentences = [] } = SECTIONS.find((section) => section.alert === alert) ?? {};
    expect(sentences[0]?.toLowerCase().startsWith(`*${severity}.* `)).toBe(true);
    const [file, anchor] = runbook(alert).split('#');
    const anchors = [...read(file!).matchAll(/^### (\w+)$/gm)].map(([, heading]) => heading!.toLowerCase());
    expect(anchors).toContain(anchor);
    expect(read('dashboards/rules/fanout-rules.yaml')).toContain(`runbook_url: ${runbook(alert)}`);
    expect(read('dashboards/rules/alerts.test.yaml')).toContain(`runbook_url: ${runbook(alert)}`);
  },
);

const section = sectionOf(text, 'Alerts').replace(/\s+/g, ' ');
const all = (pattern: RegExp) => [...section.matchAll(pattern)];

it('names what there is', () => {
  const panels = (board: string) => JSON.stringify(dashboards()[`fanout-${board.toLowerCase()}.json`] ?? '');
  const named = all(/\((Health|Fleet|Study), "([^"]+)"/g);
  expect(named.length).toBeGreaterThan(3);
  for (const [, board, title] of named)
    expect([title, panels(board!)]).toEqual([title, expect.stringContaining(`"title":"${title}"`)]);
  for (const [, code] of all(/\b([A-Z]+_[A-Z_]+|INTERNAL)\b/g))
    if (!['STORE_LIMIT'].includes(code!) && !code!.startsWith('KV_'))
      expect(Object.keys(ERROR_CODES)).toContain(code);
  for (const [metric] of all(/\bfanout_\w+/g)) expect(read('docs/metrics.md')).toContain(`\`${metric}\``);
  for (const [, path] of all(/\]\((?!#)([^)#]+)/g)) expect(read(`docs/${path}`)).not.toBe('');
  expect(read('dashboards/README.md')).toContain('rules');
  const manifests = read('k8s/fanout-cpu.yaml');
  expect(manifests).toMatch(/kind: Deployment\nmetadata:(\n {2}.*)*\n {2}name: fanout-coordinator\n/);
  expect(manifests).toMatch(/kind: Namespace\nmetadata:(\n {2}.*)*\n {2}name: fanout\n/);
  expect(read('k8s/overlays/local-nats/nats.yaml')).toContain('STORE_LIMIT');
});

/** Seconds of `5m`, `2m`, …; 0 for none. */
const secondsOf = (duration = '0m') => Number(duration.slice(0, -1)) * 60;
const rule = (name: string) => ALERTS.find(({ alert }) => alert === name)!;

it('has the figures of rules and code', () => {
  expect(rule('FanoutNoProgress').expr).toMatch(/> 600$/);
  expect(section).toContain(`30 s (${2 * (LEASE_MS / 1000) + 30} s by default)`);
  expect(section).toContain(`when the lease (${LEASE_MS / 1000} s) has run out`);
  expect([FORGOTTEN_AFTER, FAILURES_TO_GIVE_UP]).toEqual([600, 5]);
  expect(secondsOf(rule('FanoutStorageUnwritable').for)).toBe(60);
  expect(secondsOf(rule('FanoutCoordinatorAbsent').for)).toBe(120);
  expect(secondsOf(rule('FanoutStepTimeRegressed').for)).toBe(600);
  expect(rule('FanoutStepTimeRegressed').expr).toMatch(/> 2 \* quantile_over_time\(0\.5, .*\[1h\]/);
  const [, period, threshold] =
    /livenessProbe:[\s\S]*?periodSeconds: (\d+)[\s\S]*?failureThreshold: (\d+)/.exec(
      read('k8s/overlays/local-nats/nats.yaml'),
    )!;
  expect(Number(period) * Number(threshold)).toBe(60);
});

it('the page on dashboards says how many alerts there are', () => {
  const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  expect(read('dashboards/README.md')).toContain(`${words[ALERTS.length]} alerts`);
});
