/** What docs/operations.md promises, and says of the suite that shows it, is held by tests and the suite. */
import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../test/faults/arena/arena.ts';
import { PROGRAM_FAULTS } from '../test/faults/local/faulty-programs.ts';
import { TRIALS } from '../test/faults/local/site.ts';
import type { Scenario } from '../test/faults/scenario.ts';
import { COMMAND_FAULTS } from '../test/faults/scenarios/commands.ts';
import { COORDINATOR_FAULTS } from '../test/faults/scenarios/coordinator.ts';
import { HOSTILE_FAULTS } from '../test/faults/scenarios/hostile.ts';
import { NATS_FAULTS } from '../test/faults/scenarios/nats.ts';
import { PROGRAM_SCENARIOS } from '../test/faults/scenarios/programs.ts';
import { ROGUE_FAULTS } from '../test/faults/scenarios/rogue.ts';
import { WORKER_FAULTS } from '../test/faults/scenarios/workers.ts';
import { TARGETS } from '../test/fuzz/targets.ts';
import { eachIsHeldOnce } from './each-is-held.ts';
import {
  type Held,
  paragraphsOf,
  read,
  rowsOf,
  sectionOf,
  sentencesOf,
  type TestName,
} from './held-by-tests.ts';

const section = sectionOf(read('docs/operations.md'), 'The promise').replace(/^> /gm, '');
const flat = section.replace(/\s+/g, ' ');
const suite = (words: string): TestName => ['test/faults/faults.ts', words];
const scenario = (file: string, name: string): TestName => [`test/faults/scenarios/${file}.ts`, name];
const table: TestName = ['docs/operations-promise.test.ts', 'the table has a row for each scenario'];
const figures: TestName = ['docs/operations-promise.test.ts', 'has the figures of the suite'];
const anyOrder: TestName = ['coordinator/run/trial-state.test.ts', 'the promise, under any order of events'];

const HELD: readonly Held[] = [
  ['Every accepted trial', suite('trials have no outcome'), anyOrder],
  ['A trial may run more than once', suite('outcomes were written twice'), anyOrder],
  ['This holds through', suite('must(slowest <= PROMISED_MS'), figures],
  [
    'Not promised',
    scenario('nats', "name: 'storage directory deleted'"),
    scenario('nats', "name: 'NATS out of reach for two minutes'"),
  ],
  [
    'What it rests on',
    ['coordinator/ledger/write-once.test.ts', 'keeps the first value of a key, whoever sends another'],
    ['worker/lease.test.ts', 'is renewed at its intervals for as long as the work gets further'],
    ['coordinator/run/missing-packs.test.ts', 'packs what has no outcome and is not in the queue'],
    ['test/integration/attempts.test.ts', 'is one when a worker has its outcome before a coordinator serves'],
    ['test/integration/run.test.ts', 'is finished by another coordinator, which runs nothing again'],
  ],
  ['The rules are one pure function', anyOrder],
  ['The proof is a suite', figures, suite("short: { type: 'boolean'"), suite('scenario.name.includes')],
  ['It starts a nats-server', figures, ['cli/nats/config.ts', 'sync_interval: always']],
  ['As measured with seed 1702', table],
  ['`npm run fuzz', figures, ['test/fuzz/sense.ts', 'workMs: 5_000']],
  ['Half a second of each target', ['test/fuzz/fuzz.test.ts', 'Date.now() + 500']],
  ['*Injected* says how often', table],
  ['*Lost* are trials', suite('must(lost === 0'), table],
  ['*Extra attempts* are trials', suite('extraAttempts: Math.max(0, begun - trials)')],
  ['*Recovery* is the time', figures, suite('must(slowest <= PROMISED_MS')],
  ['Outcomes of the suite', suite('scenario.expect ?? undisturbed'), figures],
  ['"Storage directory deleted"', scenario('nats', 'its ledger has vanished')],
  [
    'Network cuts go through proxies',
    ['test/faults/arena/passageway.ts', '127.0.0.1'],
    scenario('nats', 'no tmpfs can be mounted here'),
  ],
  [
    'The scenarios called "fanout run"',
    ['test/faults/local/site.ts', 'GONE_MS = 30_000'],
    scenario('commands', "name: 'fanout run: guard of nats-server killed'"),
    figures,
  ],
  ['They are left out', ['test/faults/local/site.ts', 'processes are told by /proc']],
  ['Those called "programs"', scenario('programs', "name: 'programs: each of their faults'")],
  [
    'Its program misbehaves',
    ['docs/operations-promise.test.ts', 'names all that the program of the suite does wrong'],
  ],
  ['Each trial must have the outcome', ['test/faults/local/faulty-programs.ts', 'without faults']],
  [
    'Where a worker or the command is killed',
    scenario('programs', 'programs.check(outcomes, expected, false)'),
  ],
  ['Every program looks whether', ['test/faults/programs/faulty.sh', 'of this worker is still running']],
  ['Out of memory is a kill', ['test/faults/local/memory-group.ts', 'memory.limit_in_bytes']],
  [
    'Either is left out',
    scenario('programs', 'no tmpfs can be mounted here'),
    ['test/faults/local/memory-group.ts', 'no memory cgroup can be made'],
  ],
];

const sentences = paragraphsOf(section).flatMap(sentencesOf);

describe('the promise', () => {
  eachIsHeldOnce(sentences, HELD);
});

const SCENARIOS: readonly Scenario[] = [
  { name: 'none' },
  ...[WORKER_FAULTS, COORDINATOR_FAULTS, NATS_FAULTS, ROGUE_FAULTS, HOSTILE_FAULTS, COMMAND_FAULTS].flat(),
  ...PROGRAM_SCENARIOS,
];
const rows = rowsOf(section);

it('the table has a row for each scenario, or the text names it; nothing was lost or recorded twice', () => {
  const named = rows.map(([fault = '']) => fault.replace(/ \(seed .*\)$/, ''));
  const known = SCENARIOS.map(({ name }) => name);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
  expect(known.filter((name) => !named.includes(name) && !flat.includes(`"${name}"`))).toEqual([]);
  for (const row of rows) expect(row.slice(3, 5)).toEqual(['0', '0']);
});

it('names all that the program of the suite does wrong', () => {
  const words: Readonly<Record<string, string>> = {
    hang: 'it hangs',
    deaf: 'ignores SIGTERM',
    children: 'leaves children behind',
    much: 'prints 20 MB',
    binary: 'no text',
    half: 'ends in half a line',
    unended: 'in order, and by a failure',
    closed: 'closes its output',
    nan: 'reports NaN',
    silent: 'without a metric',
    fails: 'fails at every attempt',
    again: '(75)',
    moves: 'changes its directory',
    torn: 'half-written',
  };
  for (const fault of PROGRAM_FAULTS) expect(flat).toContain(words[fault] ?? fault.replace(/^SIG(?!$)/, ''));
});

it('has the figures of the suite', () => {
  const promised = (2 * LEASE_MS) / 1000 + 30;
  expect(flat).toContain(`with a lease of ${LEASE_MS / 1000} s`);
  expect(flat).toContain(`on a study of ${TRIALS} trials`);
  for (const [fault, , , , , , , slowest = ''] of rows)
    expect([fault, slowest === '–' || Number(slowest.replace(' s', '')) <= promised]).toEqual([fault, true]);
  expect(flat).toContain(`\`--only ${[...TARGETS.keys()].join(',')}\``);
  const ownValues = SCENARIOS.filter((each) => each.expect).map(({ name }) => name);
  expect(ownValues).toEqual(['poison trial']);
});
