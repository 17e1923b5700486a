/**
 * What docs/operations.md says is to be done about a fault is held by tests that do it and see it help: the
 * table says by which.
 */
import { describe, expect, it } from 'vitest';
import { eachIsHeldOnce } from './each-is-held.ts';
import { beginningOf, clausesOf, faultRows } from './fault-table.ts';
import { type Held, read, type TestName } from './held-by-tests.ts';

const integration = (name: string, words: string): TestName => [`test/integration/${name}.test.ts`, words];
const e2e = (name: string, words: string): TestName => [`test/e2e/${name}.test.ts`, words];
const fault = (file: string, name: string): TestName => [
  `test/faults/scenarios/${file}.ts`,
  `name: '${name}'`,
];
const program = (kind: string, words: string): TestName => [
  `worker/trainers/command/program-${kind}.test.ts`,
  words,
];
/** A second run of a study in the directory of the first. */
const anew = e2e('command-line', 'gives the same numbers again, on other workers and in other packs');
const anotherCoordinator = integration('run', 'is finished by another coordinator');
/** Where nothing is to be done: the test that shows that the run goes on by itself. */
const nothing = (...tests: TestName[]): Held => ['nothing', ...tests];

/** The rows of the table of faults, and how the clauses of what to do begin. */
const ADVICE: Readonly<Record<string, readonly Held[]>> = {
  'a worker is killed or stuck': [
    nothing(fault('workers', 'worker killed'), fault('workers', 'worker frozen beyond its lease')),
    ['a local run starts', ['cli/run/workers.test.ts', 'are started again when they are killed']],
  ],
  'a worker is stopped in order': [
    nothing(integration('run', 'gets a pack back at once from a worker that is drained')),
  ],
  'a worker is frozen and comes back': [nothing(fault('workers', 'worker frozen beyond its lease'))],
  'a pack does not fit into memory': [
    nothing(
      integration('run', 'gives a pack that does not fit into memory out again in halves'),
      fault('workers', 'worker out of memory'),
    ),
    [
      'where it comes often',
      ['cli/doctor/doctor.test.ts', 'fewer workers than cores is a note that says how'],
    ],
    ['bound what a native', ['engines/native/engine.test.ts', 'does not fit into the memory it is given']],
  ],
  'a trial kills its worker': [
    [
      'look at the worker’s log',
      ['cli/log.test.ts', 'is in its file, also when it is killed the moment after'],
    ],
  ],
  'the coordinator is killed': [['start it again', fault('coordinator', 'coordinator killed')]],
  'a second coordinator': [nothing(fault('coordinator', 'two coordinators'))],
  'the coordinator is stopped in order': [['start it again', anotherCoordinator]],
  'NATS is away': [['bring it back', fault('nats', 'nats-server killed')]],
  'a dataset’s server does not answer': [
    ['see to the server', ['datasets/shards/remote-store.test.ts', 'trouble that passes is waited for']],
    ['what has arrived', ['datasets/shards/remote-store.test.ts', 'leaves what has arrived to the next']],
  ],
  'a worker’s disk is full': [
    ['mend it', e2e('shards', 'goes on when it is back')],
    [
      'a cluster starts',
      ['operator/workers/job.test.ts', 'has Kubernetes start a worker again that ended with an error'],
      integration('attempts', 'it ends, says why, and leaves the pack to others'),
    ],
    ['a local run goes on', e2e('shards', 'goes on when it is back')],
  ],
  'the disk under NATS is full when a run is opened': [
    ['make room', integration('full-at-start', 'a stream, a ledger, a consumer that cannot be made')],
    ['start a NATS of your own', integration('full-disk', 'shows that NATS does not store')],
  ],
  'the disk under NATS is full': [
    ['make room', ['cli/nats/keep-storing.test.ts', 'stores again by itself once there is room']],
    [
      'A local run and',
      ['cli/nats/keep-storing.test.ts', 'stores again by itself once there is room'],
      ['k8s/nats-storage.test.ts', 'so that a restart with room ends it'],
    ],
    [
      'start a NATS of your own',
      integration('full-disk', 'shows that NATS does not store'),
      ['k8s/nats-storage.test.ts', 'the liveness probe fails while a write error stands'],
    ],
  ],
  'an acknowledgement is lost': [
    nothing(fault('nats', 'acknowledgements dropped'), fault('nats', 'packs delivered twice')),
  ],
  'a machine’s clock is wrong': [nothing(fault('workers', 'clock of a worker steps an hour'))],
  'NATS’s storage is gone or emptied': [
    [
      'restore the storage',
      integration('damaged-storage', 'storage that is gone, with all runs, and is restored'),
    ],
    ['without it', anew, integration('operator-damage', 'the run ends, and does not begin anew by itself')],
  ],
  'a manifest that was edited': [
    ['restore the file', fault('commands', 'fanout run: manifest edited')],
    ['start a new run', anew],
  ],
  'a run that fanout 0.1.0 started': [
    ['use the fanout that', integration('earlier-run', 'keeps its ledger, also beside a new run')],
    ['start the study', integration('earlier-run', 'keeps its ledger, also beside a new run')],
  ],
  'the storage of a run was damaged': [
    [
      'take the run up again',
      e2e('resume-damaged', 'goes on when a flipped bit took %s'),
      fault('commands', 'fanout run: byte of its ledger flipped'),
    ],
    [
      'where that ends with',
      integration('damaged-storage', 'no pack of the other is lost, and what can be done is said'),
    ],
  ],
  '`nats/` of a local run': [
    [
      'restore that directory',
      e2e('resume-damaged', 'refuses storage that is gone, by a message of its own, and'),
    ],
    ['start the study', anew],
  ],
  '`fanout run` is killed': [
    [
      'go on with',
      fault('commands', 'fanout run: killed in its first second'),
      e2e('command', 'of which everything is killed goes on from its ledger to the same outcomes'),
    ],
  ],
  'the lock of a run directory': [
    ['wait for the other', ['cli/run/lock.test.ts', 'leaves nothing in the way of the next']],
    ['stop it', ['cli/run/lock.test.ts', 'is stale once its process has ended']],
  ],
  'a shell around nats-server': [
    ['go on with the', fault('commands', 'fanout run: guard of nats-server killed')],
  ],
  'SIGTERM or Ctrl-C while': [['start it again', fault('workers', 'worker told to stop at its start')]],
  'an outcome that cannot be true': [
    ['report it', ['coordinator/run/validate.test.ts', 'refuses what cannot be true']],
  ],
  'a program of your own fails': [
    [
      'see what each attempt wrote',
      e2e('command', 'is tried again as the study says, then failed with its last'),
    ],
    ['once the program is mended', anew],
  ],
  'a program hangs': [
    ['let it print or write', program('time', 'is silent but for its metrics file: that is a sign of life')],
    ['raise the limit', program('time', 'is slow: with a higher limit (%s) it completes')],
  ],
  'a program is missing': [['do as the message says', e2e('command', 'it goes on once that is there')]],
  'a program ends in order and': [
    ['let it print that line', program('output', 'never has the objective'), anew],
  ],
  'a program asks to be tried': [
    ['see to what the program', e2e('command', 'others go on, also one that asked to be tried elsewhere')],
  ],
  'a program runs out of memory': [
    ['fewer programs at a time', ['worker/trainers/command/gpus.test.ts', 'runs programs at a time: %j']],
  ],
  'a worker is killed while its program runs': [
    nothing(
      ['test/k8s/programs.test.ts', 'one that is killed goes on from its checkpoint'],
      program('attempts', 'goes on from a checkpoint'),
    ),
  ],
};

const rows = faultRows(read('docs/operations.md')).map(({ fault: name, advice }) => ({
  ...{ fault: name, clauses: clausesOf(advice) },
}));
const keyOf = (name: string) => beginningOf(name, Object.keys(ADVICE));

describe.each(rows)('$fault', ({ fault: name, clauses }) => {
  it('has advice, if only that nothing is to be done', () => expect(clauses).not.toEqual([]));
  eachIsHeldOnce(clauses, ADVICE[keyOf(name) ?? ''] ?? []);
});

it('the table has a row for each fault here, and for none twice', () => {
  expect(rows.map(({ fault: name }) => keyOf(name)).sort()).toEqual(Object.keys(ADVICE).sort());
});
