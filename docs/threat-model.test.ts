/**
 * Each sentence of the threat model is held by tests: the table says by which, this test that they are there.
 */
import { describe, expect, it } from 'vitest';
import { MOST_MEMBERS, MOST_OF_A_TOKEN } from '../coordinator/metrics/fleet.ts';
import { FAILURES_TO_GIVE_UP } from '../coordinator/run/trial-state.ts';
import { FIRST_WORDS_MS, MOST_CONNECTIONS, PROOF_MS } from '../coordinator/service/connections.ts';
import { eachIsHeld } from './each-is-held.ts';
import { type Held, read, sentencesOf, strayOf, testsOf } from './held-by-tests.ts';

const text = read('docs/threat-model.md');

const integration = (name: string) => `test/integration/${name}.test.ts`;

const HELD: readonly Held[] = [
  [
    '**Without a token** (or, with mutual TLS',
    [integration('security'), 'is asked for by every method'],
    [integration('security'), 'with a client authority serves only workers whose certificate it signed'],
    [integration('health'), 'is not ready while NATS is away, and ready again after'],
  ],
  [
    'It can take up connections',
    [integration('silent-connections'), 'is one of a bounded number; who was closed leaves room'],
    [integration('silent-connections'), 'that says %s is closed'],
    [integration('silent-connections'), 'that speaks HTTP/2 and shows no valid token is closed'],
  ],
  ['A coordinator off loopback', [integration('tls-files'), 'does not listen on %s with %j: USAGE']],
  ["**With a worker's token**", [integration('worker-tokens'), 'work under the names of their Jobs']],
  [
    'An outcome counts only',
    [integration('untrusted-worker'), 'is believed only about packs that it was told to train'],
    [integration('hostile-caller'), 'is taken an outcome of only as the attempt that it was told to make'],
  ],
  [
    'An outcome is checked',
    ['coordinator/run/validate.test.ts', 'refuses what cannot be true'],
    ['coordinator/run/validate.test.ts', 'makes an outcome of a completion'],
  ],
  ['**It can make trials fail**', [integration('hostile-caller'), 'can make the trial of a pack']],
  [
    'An attempt is one answer',
    [integration('attempts'), 'is not a message that comes and goes'],
    [integration('attempts'), 'is none for a worker that is not fit'],
  ],
  [
    'Which delivery of a pack',
    [integration('hostile-caller'), 'is believed which delivery of a pack it has'],
  ],
  [
    '**It can show what is not so**',
    [integration('hostile-caller'), 'is believed what it says of progress, for the eye'],
  ],
  ['Nothing that becomes of a trial', [integration('hostile-caller'), 'nothing is decided by it']],
  [
    'Of the names that it makes up',
    [integration('worker-tokens'), 'cannot make up names without end'],
    ['coordinator/metrics/fleet.test.ts', 'those of one token are few'],
  ],
  [
    'The token of a worker is bound',
    [integration('untrusted-worker'), 'is held to the run and the name that its token is for'],
    [integration('worker-tokens'), 'cannot speak for one another'],
  ],
  [
    'It is made of a secret',
    ['k8s/credentials.test.ts', 'no worker is given what speaks for every worker'],
    [integration('worker-tokens'), 'also for a coordinator that was started anew'],
  ],
  [
    'Workers that you start yourself',
    [integration('untrusted-worker'), 'is believed only about packs'],
    ['coordinator/metrics/fleet.test.ts', 'those of a token for all workers have a bound together'],
  ],
  ['Where no token is asked for', [integration('security'), 'with a client authority alone']],
  ['Without TLS a token', [integration('security'), 'a token without TLS can be read on the way']],
  [
    'TLS is never left out in silence',
    [integration('tls-files'), 'is USAGE with the setting that is missing'],
    [integration('tls-files'), 'TLS that was asked for, of a NATS server without it,'],
  ],
  ['A proxy that the environment names', [integration('proxy'), 'asks no proxy for NATS or its coordinator']],
  ['A message is held', ['coordinator/service/door.test.ts', 'what does not is refused, with its field']],

  ['Workers and the coordinator have', ['cli/nats/accounts.test.ts', 'what an installation is told']],
  ['JetStream (queue', ['cli/nats/accounts.test.ts', 'give workers an account without JetStream']],
  ["From the workers' account", ['cli/nats/accounts.test.ts', 'are for the packs of its run']],
  ['The server answers to a reply', [integration('hostile-worker'), 'wherever the answer is to go']],
  ['**It can** take packs', [integration('hostile-worker'), 'changes no outcome and no manifest']],
  ['What is acknowledged', [integration('hostile-worker'), 'changes no outcome and no manifest']],
  ['So it can slow', [integration('hostile-worker'), 'changes no outcome and no manifest']],
  [
    '**It cannot** read or write',
    [integration('hostile-worker'), 'changes no outcome and no manifest'],
    [integration('hostile-worker'), 'hears nothing that is not for its own inbox'],
  ],
  [
    '**Nobody can** put another value',
    ['coordinator/ledger/write-once.test.ts', 'keeps the first value of a key, whoever sends another'],
  ],
  ['The coordinator can purge', ['coordinator/ledger/write-once.test.ts', 'put one entry aside']],
  [
    'In a local run each worker',
    ['cli/nats/start.test.ts', 'a worker can take and acknowledge packs of its run, and nothing else'],
  ],
  [
    'On a cluster all workers share',
    ['k8s/credentials.test.ts', 'no worker is given what speaks for every worker'],
  ],
  ['With a NATS of your own', ['cli/nats/accounts.test.ts', 'are for the packs of its run']],
  ['With `fanout run --nats`', ['cli/run/nats.test.ts', 'workers show what the coordinator shows']],

  [
    '**Can** make whoever plans',
    ['datasets/shards/access.test.ts', 'shows the token to the server of the index alone'],
    ['datasets/shards/access.test.ts', 'shows a token that is bound to a server to no other'],
  ],
  [
    'On a cluster only files below',
    ['datasets/declared/paths.test.ts', 'is not read where it %s'],
    ['datasets/declared/fetch.test.ts', 'is not asked by a declared name that leads to it'],
    ['datasets/declared/fetch.test.ts', 'is not asked by a redirect of a declared one'],
    [
      'cli/processes/declared-datasets.test.ts',
      'an operator that is told nothing lets Studies name one volume',
    ],
    ['operator/workers/with-variables.test.ts', 'workers are held to what the installation declares'],
  ],
  ['**Can** run any program', ['worker/trainers/command/program-output.test.ts', 'may be opened by name']],
  [
    'Without `trainer`, **cannot** run code',
    ['cli/regular-files.test.ts', 'a pipe, a socket and a device are no %s: none is waited for'],
    ['cli/regular-files.test.ts', 'what stands in a file never stands in a message'],
    ['datasets/shards/bounded-index.test.ts', 'says nothing of what a server sent instead of an index'],
    ['study/own-properties.test.ts', 'is no initializer, no optimizer, no dtype and no code'],
    ['proto/shown-text.test.ts', 'leaves every other text as it is'],
    ['test/e2e/terminal.test.ts', 'shows what it is given, and obeys none of it'],
    ['study/limits.test.ts', 'has as many trials as a coordinator can hold, and no more'],
    ['test/fuzz/fuzz.test.ts', 'every input ends with success or an error for its user'],
  ],

  ['**Can** decide what the run learns', ['datasets/load.test.ts', 'refuses images whose checksum']],
  ['Checksums say', ['datasets/load.test.ts', 'refuses images whose checksum']],
  [
    '**Cannot** make fanout write',
    ['datasets/shards/open.test.ts', "change('labels.npy', '../labels.npy')"],
    ['datasets/tar/members.test.ts', 'another byte in a header is noticed'],
    ['datasets/picture/decode.test.ts', 'stays shut, even where it is handed such a file'],
    ['datasets/shards/bounded-index.test.ts', 'is asked for once, and not read to its end'],
    ['test/fuzz/fuzz.test.ts', 'every input ends with success or an error for its user'],
  ],

  [
    'The page of `fanout run --watch`',
    ['web/server.test.ts', 'can be read and not written'],
    ['web/server.test.ts', 'serves the page and its files, and nothing else'],
  ],
  [
    "It has the logs of the run's own trials",
    ['cli/run/page-logs.test.ts', 'has nothing but logs of the run’s own trials'],
  ],
  ['A web page elsewhere', ['web/server.test.ts', 'not from inside somebody else’s page']],
  ['The metrics port shows', [integration('worker-tokens'), 'cannot make up names without end']],
  [
    'It has no password either',
    ['telemetry/endpoints.test.ts', 'answers to its own names alone'],
    ['cli/run/workers.test.ts', 'serve metrics each on a free port of its own, whatever port'],
  ],
  ['It answers to IP addresses', ['telemetry/host-names.test.ts', 'for %j is not']],

  [
    '**Can** put a false outcome',
    [integration('damaged-storage'), 'a ledger that was deleted: made again of the copies'],
  ],
  ['The directory is the run', [integration('damaged-storage'), 'a ledger that was deleted']],
  [
    '**Cannot** have a copy believed',
    ['cli/run/outcome-copies.test.ts', 'takes no line of another run, whole as it is'],
    ['cli/run/outcome-copies.test.ts', 'puts what was recorded in the place of a copy'],
    ['coordinator/run/validate-copy.test.ts', 'leaves out %s'],
    [integration('damaged-storage'), 'copies that no worker could have reported'],
  ],

  [
    '**Who may create Studies**',
    ['test/k8s/studies.test.ts', 'runs a study to its end'],
    ['test/k8s/datasets.test.ts', 'is read from a volume'],
  ],
  ['With `trainer` or `template` they', ['test/k8s/programs.test.ts', 'trains in its own image']],
  [
    "Fanout's own Secrets",
    ['study/schema/template.test.ts', 'lets no study reach for what is of fanout itself'],
    ['test/k8s/programs.test.ts', 'refuses a template that would break fanout'],
  ],
  [
    'Keep nothing else in that namespace',
    ['study/schema/template.test.ts', 'takes whatever Kubernetes has for a pod'],
  ],
  [
    '**Who may read a Study**',
    ['test/k8s/results.test.ts', 'are brought to who may edit a namespace'],
    ['test/k8s/results.test.ts', 'are refused to who may not'],
    ['operator/results-api/results-api.test.ts', 'hands out what a Study left to who may read it'],
  ],
  [
    'Who asks is what the API server says',
    ['operator/results-api/results-api.test.ts', 'is not even heard'],
    ['operator/results-api/results-api.test.ts', 'a user of the cluster cannot name himself'],
    ['test/k8s/results.test.ts', 'for nobody who goes around the API server'],
  ],
  ['**Who may read Secrets', ['k8s/credentials.test.ts', 'no worker is given what speaks for every worker']],
  [
    '**Who may read its Jobs or pods**',
    ['operator/workers/workers.test.ts', 'gives a worker a token of its own'],
    ['operator/workers/crew.test.ts', 'gives each worker a token of its own'],
  ],
  [
    '**A pod that is neither',
    ['k8s/network.test.ts', 'allow what is needed, and nothing else'],
    ['test/k8s/manifests.test.ts', 'admits only restricted pods, and denies traffic by default'],
  ],
  [
    'Where it enforces none',
    ['k8s/nats-storage.test.ts', 'tells of itself to who is in its pod, and to nobody else'],
  ],
  ['Workers have no token of the Kubernetes', ['k8s/credentials.test.ts', 'no token of the Kubernetes API']],
];

/** The sections below the heading, each as its sentences and the files that it names. */
const SECTIONS = text
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [body = '', tests = ''] = section.split('\nTests: ');
    const [heading = '', ...lines] = body.split('\n');
    const paragraphs = lines.join('\n').split(/\n(?=- )|\n\n/);
    return {
      heading,
      sentences: paragraphs.flatMap(sentencesOf),
      files: [...tests.matchAll(/`([^`]+)`/g)].map(([, file]) => file!),
    };
  });

const SENTENCES = SECTIONS.flatMap(({ sentences }) => sentences);

describe.each(SECTIONS)('$heading', ({ sentences, files }) => {
  eachIsHeld(sentences, HELD);

  it('names the tests of its sentences, and no others', () => {
    const held = new Set(sentences.flatMap((sentence) => testsOf(sentence, HELD)).map(([file]) => file));
    expect(files.sort()).toEqual([...held].sort());
  });
});

it('the table has each sentence once, and none that is not there', () => {
  expect(strayOf(HELD, SENTENCES)).toEqual([]);
});

it('has the figures of the code', () => {
  const flat = text.replace(/\s+/g, ' ');
  for (const words of [
    `up to ${MOST_CONNECTIONS.toLocaleString('en')}`,
    `silent is closed after ${FIRST_WORDS_MS / 1000} s`,
    `no valid token after ${PROOF_MS / 1000} s`,
    `${MOST_OF_A_TOKEN} are shown`,
    `${MOST_MEMBERS.toLocaleString('en')} are shown`,
    'the five attempts',
  ])
    expect(flat).toContain(words);
  expect(FAILURES_TO_GIVE_UP).toBe(5);
});

it('is about one page', () => {
  expect(text.split(/\s+/).length).toBeLessThan(1800);
});
