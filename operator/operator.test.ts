/**
 * The operator over an API server that says what the test tells it to, and a dataset that does not answer.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Coordinator } from '../coordinator/coordinator.ts';
import { openDataset } from '../datasets/load.ts';
import { type FileServer, serveFiles } from '../test/support/file-server.ts';
import type { Cluster } from './api/cluster.ts';
import type { WatchEvent } from './api/follow.ts';
import { Operator } from './operator.ts';
import { FINALIZER } from './study/decide.ts';
import type { StudyObject } from './study/object.ts';

const STUDY: StudyObject = {
  metadata: {
    name: 'silence',
    namespace: 'lab',
    uid: 'u',
    generation: 1,
    resourceVersion: '1',
    finalizers: [FINALIZER],
  },
  spec: { training: { epochs: 1 } },
};

let server: FileServer;
let stop: AbortController;
/** What the operator did to Studies, as it did it. */
let done: string[];
let onDone: () => void;
let tell: (object: StudyObject) => void;
let ended: Promise<void>;
/** Settle when the dataset is asked for: the first time, the second, … */
let asked: ReturnType<typeof turns>;

beforeEach(async () => {
  server = await serveFiles('/nowhere');
  asked = turns();
  server.mischief = () => {
    asked.next();
    return true;
  };
  stop = new AbortController();
  done = [];
  onDone = () => undefined;
  const operator = new Operator({
    cluster: cluster(),
    coordinator: { removeRun: async () => undefined } as Partial<Coordinator> as Coordinator,
    plan: async (_text, _source, signal) => {
      await openDataset({ kind: 'shards', index: `${server.url}/index.json` }, { signal });
      throw new Error('a dataset that does not answer has answered');
    },
    keep: async () => {
      throw new Error('no run is ever done');
    },
    log: () => undefined,
    everyMs: 1,
    mostStudies: 10,
    mostWorkers: Number.POSITIVE_INFINITY,
    retryMs: 1,
    longestRetryMs: 1,
    signal: stop.signal,
  });
  ended = operator.run();
});
afterEach(async () => {
  stop.abort(new Error('the test is over'));
  await ended;
  await server.stop();
});

/** An API server with one Study. */
function cluster(): Cluster {
  const record = async (what: string) => {
    done.push(what);
    onDone();
  };
  return {
    studies: {
      list: async () => ({ items: [STUDY], resourceVersion: '1' }),
      watch: async (_from, _seconds, onEvent: (event: WatchEvent<StudyObject>) => void) => {
        tell = (object) => onEvent({ type: 'MODIFIED', object });
        return () => undefined;
      },
    },
    patchStatus: async (_, { state }) => record(`state ${state}`),
    setFinalizers: async (_, finalizers) => record(`finalizers ${finalizers.join()}`),
    event: async (_, { reason }) => record(`event ${reason}`),
    priorityClasses: async () => new Map(),
    jobs: async () => [],
    pods: async () => [],
    refusals: async () => [],
    createJob: async () => undefined,
    deleteJob: async () => undefined,
    deleteJobs: async () => record('workers gone'),
    workerTemplate: async () => ({}),
  };
}

/** Promises that settle one after the other, each at the next call. */
function turns() {
  const waiting: (() => void)[] = [];
  let calls = 0;
  return {
    next: () => {
      calls += 1;
      waiting.splice(0, 1)[0]?.();
    },
    once: (count: number) =>
      calls >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve)),
  };
}

/** Settles when the operator has done this. */
const until = (what: string) =>
  new Promise<void>((resolve) => {
    onDone = () => done.includes(what) && resolve();
    onDone();
  });

// A server may be silent for 15 s, six times: none of that fits into the time that these have.
const SOON_MS = 5_000;

it(
  'takes a deleted study away while its dataset does not answer',
  async () => {
    await asked.once(1);
    tell({
      ...STUDY,
      metadata: { ...STUDY.metadata, resourceVersion: '2', deletionTimestamp: '2030-01-01T00:00:00Z' },
    });
    await until('event Cancelled');
    expect(done).toEqual(['state Preparing', 'workers gone', 'finalizers ', 'event Cancelled']);
  },
  SOON_MS,
);

it(
  'begins anew with an edited study while the dataset of the old one does not answer',
  async () => {
    await asked.once(1);
    const metadata = { ...STUDY.metadata, generation: 2, resourceVersion: '2' };
    tell({ metadata, spec: { training: { epochs: 2 } } });
    await asked.once(2);
    expect(done).toEqual(['state Preparing', 'workers gone', 'state Preparing']);
  },
  SOON_MS,
);

it(
  'stops in order while a dataset does not answer, and leaves the study as it is',
  async () => {
    await asked.once(1);
    stop.abort(new Error('stopped by SIGTERM'));
    await ended;
    expect(done).toEqual(['state Preparing']);
  },
  SOON_MS,
);
