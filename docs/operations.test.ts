/** What docs/operations.md says of faults and of waiting is held by tests: the tables say by which. */
import { describe, expect, it } from 'vitest';
import { FAILURES_TO_GIVE_UP } from '../coordinator/run/trial-state.ts';
import { FIRST_WORDS_MS, MOST_CONNECTIONS, PROOF_MS } from '../coordinator/service/connections.ts';
import { SILENCE_MS } from '../datasets/download.ts';
import { STALE_MS } from '../datasets/shards/cache.ts';
import { ATTEMPTS } from '../datasets/shards/transfer.ts';
import { LEASE_MS } from '../proto/queue.ts';
import { eachIsHeldOnce } from './each-is-held.ts';
import { beginningOf, faultRows } from './fault-table.ts';
import { type Held, read, sectionOf, sentencesOf } from './held-by-tests.ts';

const text = read('docs/operations.md');
const integration = (name: string) => `test/integration/${name}.test.ts`;
const e2e = (name: string) => `test/e2e/${name}.test.ts`;
const fault = (name: string) => `test/faults/scenarios/${name}.ts`;
const damage = (words: string) => [integration('damaged-storage'), words] as const;
const program = (kind: string, words: string) =>
  [`worker/trainers/command/program-${kind}.test.ts`, words] as const;
const toldToStop = (words: string) => [e2e('told-to-stop'), words] as const;

/** The rows of the table of faults, and how the sentences of what is seen from outside begin. */
const ROWS: Readonly<Record<string, readonly Held[]>> = {
  'a worker is killed or stuck': [
    [
      'its pack stands still',
      [fault('workers'), "name: 'worker killed'"],
      [fault('workers'), "name: 'worker frozen beyond its lease'"],
    ],
  ],
  'a worker is stopped in order': [
    [
      'its pack is handed back',
      [integration('run'), 'gets a pack back at once from a worker that is drained'],
      ['coordinator/run/trial-state.test.ts', 'costs nothing when the worker was drained'],
      toldToStop('ends while NATS $what'),
      toldToStop('ends while it trains and NATS is gone'),
      ['worker/trainers/network/prepare.test.ts', 'does not wait for a dataset that does not answer'],
    ],
  ],
  'a worker is frozen and comes back': [
    ['others have trained', [fault('workers'), "name: 'worker frozen beyond its lease'"]],
  ],
  'a pack does not fit into memory': [
    ['it comes back in halves', [integration('run'), 'does not fit into memory out again in halves']],
  ],
  'a trial kills its worker': [
    [
      'its pack is split',
      [fault('workers'), "name: 'poison trial'"],
      ['coordinator/run/trial-state.test.ts', 'splits a pack that failed twice'],
      ['coordinator/run/trial-state.test.ts', 'a poison trial takes no other along'],
    ],
  ],
  'the coordinator is killed': [
    [
      'workers wait',
      [fault('coordinator'), "name: 'coordinator killed'"],
      [fault('coordinator'), "name: 'coordinator absent at Complete'"],
    ],
  ],
  'a second coordinator': [
    [
      'it leaves with RUN_LOCKED',
      [integration('run'), 'is worked on by one coordinator at a time'],
      [integration('lease'), 'who waits is told for whom, and takes over what is not renewed'],
      [fault('coordinator'), "name: 'two coordinators'"],
    ],
  ],
  'the coordinator is stopped in order': [
    [
      'it ends within 10 s',
      toldToStop('ends while NATS $what'),
      toldToStop('ends while its dataset does not answer'),
      toldToStop('ends while it waits for another one to go'),
      toldToStop('ends in the middle of a run, also when NATS is gone'),
    ],
  ],
  'NATS is away': [
    [
      'everything waits',
      [fault('nats'), "name: 'NATS out of reach, both sides'"],
      [fault('nats'), "name: 'NATS out of reach for two minutes'"],
      [integration('health'), 'is not ready while NATS is away, and ready again after'],
      [integration('health'), 'says over HTTP whether NATS is there and a run is open'],
    ],
  ],
  'a dataset’s server does not answer': [
    [
      'it is asked six times',
      ['datasets/shards/remote-store.test.ts', 'a server that says nothing'],
      ['coordinator/run/trial-state.test.ts', "ERROR_CODES[code].fault !== 'trial'"],
      ['operator/study/backoff.test.ts', 'tries a study later and later'],
    ],
    [
      'Meanwhile Ctrl-C',
      toldToStop('a run ends while its dataset does not answer, and says what to do'),
      ['operator/operator.test.ts', 'takes a deleted study away while its dataset does not answer'],
      ['operator/operator.test.ts', 'begins anew with an edited study while the dataset of the old one'],
    ],
  ],
  'a worker’s disk is full': [
    ['it hands its pack back', [integration('attempts'), 'it ends, says why, and leaves the pack to others']],
    ['A local run ends', [e2e('shards'), 'ends with what a worker lacks when a shard is gone']],
  ],
  'the disk under NATS is full when a run is opened': [
    [
      'NATS_UNAVAILABLE',
      [integration('full-at-start'), 'a stream, a ledger, a consumer that cannot be made'],
    ],
    ['An operator', ['operator/study/backoff.test.ts', 'tries a study later and later, up to a bound']],
  ],
  'the disk under NATS is full': [
    [
      'nothing is recorded',
      [fault('nats'), "name: 'disk full under the queue and the ledger'"],
      [fault('nats'), "name: 'disk full for a moment'"],
    ],
    ['A stream into which', [fault('nats'), "name: 'disk full for a moment'"]],
    [
      'A local run says so',
      ['cli/nats/keep-storing.test.ts', 'says that it cannot store, and stores again by itself'],
      ['cli/run/silence.test.ts', 'says what a run waits for when nothing was heard'],
      [e2e('watch-states'), 'says what is in the way of the run, since when'],
    ],
    [
      'On a cluster the coordinator',
      [integration('full-disk'), 'shows that NATS does not store, says it once, and that it stores again'],
      ['coordinator/storage/watch.test.ts', 'says what, since when and what to do; again each minute'],
      ['k8s/nats-storage.test.ts', 'the liveness probe fails while a write error stands'],
      ['dashboards/rules/alerts.test.yaml', 'FanoutStorageUnwritable'],
    ],
  ],
  'an acknowledgement is lost': [
    [
      'the second worker is told',
      [fault('nats'), "name: 'acknowledgements dropped'"],
      [fault('nats'), "name: 'packs delivered twice'"],
    ],
  ],
  'a machine’s clock is wrong': [
    ['nothing: no decision', [fault('workers'), "name: 'clock of a worker steps an hour'"]],
    [
      'The metrics’ stamps follow',
      ['datasets/shards/cache.test.ts', 'takes the place of a process that was killed %s'],
      ['datasets/shards/cache.test.ts', 'counts from when a file was last touched'],
    ],
  ],
  'NATS’s storage is gone or emptied': [
    [
      'the coordinator stops with',
      [fault('nats'), "name: 'storage directory deleted'"],
      [integration('operator-damage'), 'a ledger that somebody empties while a run lasts'],
    ],
    ['A Study is `Failed`', [integration('operator-damage'), 'while no coordinator is there: the next one']],
    ['A local run whose ledger', damage('a ledger that was deleted: made again of the copies')],
    [
      '`fanout coordinator --resume` does not',
      damage('a coordinator that knows of no outcomes'),
      damage('storage that is gone, with all runs, and is restored'),
    ],
  ],
  'a manifest that was edited': [
    [
      '`--resume` ends with RUN_MISMATCH',
      [e2e('resume-damaged'), 'refuses a manifest whose %s was changed'],
      ['cli/until/declared.test.ts', 'refuses another %s'],
      ['cli/until/declared.test.ts', 'refuses %s than were declared'],
      [e2e('studies'), 'is interrupted in the middle of a block, and goes on there'],
      ['cli/results/load.test.ts', '%s: the error names the file and the field'],
    ],
  ],
  'a run that fanout 0.1.0 started': [
    [
      '`run --resume`',
      [integration('earlier-run'), 'says which version made it and what to do, and keeps its ledger'],
      [e2e('resume-damaged'), 'refuses a run that an earlier version of fanout made'],
    ],
    ['`fanout verdict results.csv`', [e2e('command-line'), 'can be shown again, and judged as a table']],
  ],
  'the storage of a run was damaged': [
    [
      'the coordinator that takes the run up',
      damage('each trial has its outcome'),
      [e2e('resume-damaged'), 'goes on when a flipped bit took %s'],
      [fault('commands'), "name: 'fanout run: byte of its ledger flipped'"],
      damage('copies that no worker could have reported'),
    ],
    [
      'A ledger that NATS does not',
      damage('the description of the ledger: it is made again'),
      damage('a ledger that was deleted: made again of the copies, and only of all of them'),
    ],
    [
      'A queue of which NATS',
      damage('who holds which pack, %s: the queue is made again'),
      damage('no pack of the other is lost, and what can be done is said'),
    ],
    [
      'A manifest that NATS has lost',
      damage('the manifest: it is put back'),
      [integration('operator-damage'), 'a manifest that NATS has lost, with the ledger there'],
    ],
    [
      'Damage while a run lasts',
      [integration('operator-damage'), 'damage while a run lasts: the run is taken up again'],
      ['cli/run/broken-off.test.ts', 'of storage that lacks outcomes: what mends damage'],
    ],
  ],
  '`nats/` of a local run': [
    ['`--resume` ends', [e2e('resume-damaged'), 'refuses storage that is gone, by a message of its own']],
    ['It does not begin', [e2e('resume-damaged'), 'refuses storage that is gone, by a message of its own']],
  ],
  '`fanout run` is killed': [
    [
      'its workers and its nats-server',
      ['cli/run/orphans.test.ts', 'workers end when their command is killed, whatever the moment'],
      ['cli/nats/start.test.ts', 'is gone when the process that started it is killed'],
    ],
    ['A run that was killed before', [fault('commands'), "name: 'fanout run: killed in its first second'"]],
  ],
  'the lock of a run directory': [
    ['a second `fanout run`', ['cli/run/lock.test.ts', 'is held by another process that runs']],
    ['A lock that a killed', ['cli/run/lock.test.ts', 'is stale with %s']],
    ['Commands on two machines', ['cli/run/lock.test.ts', 'from before the machine’s start']],
  ],
  'a shell around nats-server': [
    [
      'nobody would end',
      ['cli/nats/supervisor.test.ts', 'is ended when %s ends the guard'],
      ['cli/nats/supervisor.test.ts', 'is ended when the shell that waits for it is killed'],
      [fault('commands'), "name: 'fanout run: guard of nats-server killed'"],
    ],
  ],
  'SIGTERM or Ctrl-C while': [
    [
      '`coordinator`',
      ['cli/processes/early-stop.test.ts', 'told to stop while it loads ends with its status'],
    ],
    ['Nothing had begun', ['cli/processes/early-stop.test.ts', 'told to stop while it loads ends']],
  ],
  'an outcome that cannot be true': [
    [
      'it is refused',
      ['coordinator/run/validate.test.ts', 'refuses what cannot be true'],
      [fault('rogue'), "name: 'Complete that cannot be true'"],
    ],
  ],
  'a program of your own fails': [
    [
      'the trial is begun',
      [e2e('command'), 'is tried again as the study says, then failed with its last lines; others go on'],
      program('end', 'by SIG%s'),
    ],
  ],
  'a program hangs': [
    [
      'it gets SIGTERM',
      program('time', 'hangs: it is stopped once it has been silent for too long'),
      program('time', 'is busy for ever: it is stopped after its time'),
      program('time', 'ignores SIGTERM: it is killed'),
    ],
  ],
  'a program is missing': [
    [
      'PROGRAM_MISSING',
      program('end', 'the program, its right or its directory is missing'),
      [e2e('command'), 'a command that cannot be started ends the run, and says what is missing'],
      ['coordinator/run/trial-state.test.ts', 'costs nothing when it is not of the trial: %s'],
    ],
  ],
  'a program ends in order and': [
    [
      'the trial is failed',
      program('output', 'never has the objective: the message says what was expected'),
      program('output', 'has the objective %s: the hint says so'),
      ['coordinator/run/trial-state.test.ts', 'for something that cannot succeed fails only the trial'],
    ],
  ],
  'a program asks to be tried': [
    [
      'PROGRAM_TRY_AGAIN',
      program('end', '75: it is to be tried again elsewhere'),
      [e2e('command'), 'others go on, also one that asked to be tried elsewhere'],
      ['coordinator/run/trial-state.test.ts', 'costs nothing when it is not of the trial: %s'],
    ],
  ],
  'a program runs out of memory': [
    [
      'OUT_OF_MEMORY',
      ['worker/trainers/command/ending.test.ts', 'knows a want of memory by what was printed'],
      ['coordinator/run/trial-state.test.ts', 'alone is tried again until it is given up'],
    ],
  ],
  'a worker is killed while its program runs': [
    [
      'the program ends with it',
      ['worker/trainers/command/worker-killed.test.ts', 'leaves no process of its program behind'],
      ['test/k8s/programs.test.ts', 'one that is killed goes on from its checkpoint'],
    ],
  ],
};

/** Beginnings of the sentences on waiting, and on connections. */
const SENTENCES: readonly Held[] = [
  [
    'A process that waits longer',
    ['waiting/long-wait.test.ts', 'of a long one after 20 seconds, then each minute'],
    ['cli/run/silence.test.ts', '20 seconds'],
  ],
  ['The page says so', [e2e('watch-states'), 'says what is in the way of the run, since when']],
  ['What fails again and again', ['coordinator/run/trouble.test.ts', 'says why, how often and since when']],
  ['The gRPC port takes up', [integration('silent-connections'), 'is one of a bounded number']],
  [
    'One that has not sent',
    [integration('silent-connections'), 'that says %s is closed'],
    [integration('silent-connections'), 'that speaks HTTP/2 and shows no valid token is closed'],
    [integration('silent-connections'), 'that answers pings and makes no call is closed'],
  ],
];

const rows = faultRows(text).map(({ fault: name, seen }) => ({ fault: name, sentences: sentencesOf(seen) }));
const keyOf = (name: string) => beginningOf(name, Object.keys(ROWS));

describe.each(rows)('$fault', ({ fault: name, sentences }) => {
  const held = ROWS[keyOf(name) ?? ''] ?? [];
  eachIsHeldOnce(sentences, held);
});

it('the table has a row for each fault here, and for none twice', () => {
  expect(rows.map(({ fault: name }) => keyOf(name)).sort()).toEqual(Object.keys(ROWS).sort());
});

describe('waiting, and connections', () => {
  const sentences = [
    ...sentencesOf(sectionOf(text, 'Who waits says for what')),
    ...sentencesOf(text.slice(text.indexOf('The gRPC port takes up to')).split('\n\n')[0]!),
  ];
  eachIsHeldOnce(sentences, SENTENCES);
});

it('has the figures of the code', () => {
  const flat = text.replace(/\s+/g, ' ');
  for (const words of [
    `after the lease (${LEASE_MS / 1000} s)`,
    `with ${SILENCE_MS / 1000} s of waiting`,
    `is waited for ${STALE_MS / 1000} s at most`,
    `up to ${MOST_CONNECTIONS.toLocaleString('en')} connections`,
    `24 bytes after ${FIRST_WORDS_MS / 1000} s`,
    `valid token after ${PROOF_MS / 1000} s`,
  ])
    expect(flat).toContain(words);
  expect([ATTEMPTS, FAILURES_TO_GIVE_UP]).toEqual([6, 5]);
});
