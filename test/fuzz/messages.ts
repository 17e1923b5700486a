/**
 * Requests of the contract that a hostile worker might send: each field is what it should be, or something at
 * which something changes.
 */
import { CLASSIFIER_METRICS } from '../../study/metrics.ts';
import { pick, type Random, TEXTS, NUMBERS as TEXTS_OF_NUMBERS } from './mutate.ts';

/** What is true of the run under attack. */
export interface Truth {
  readonly run: string;
  /** SHA-256 of each fold. */
  readonly folds: readonly string[];
}

export interface Message {
  readonly method: 'getRun' | 'begin' | 'complete' | 'release' | 'heartbeat' | 'report';
  readonly request: object;
}

const NUMBERS = [
  ...[
    0,
    1,
    2,
    3,
    7,
    255,
    65_536,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
    2 ** 53 + 2,
  ],
  ...[2 ** 63, 2 ** 64 - 2048, 1e21, 1e308, -0, -1, -(2 ** 31), -(2 ** 53), -(2 ** 63), 0.5, 5e-324],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
];
const LENGTHS = [0, 1, 2, 100, 1_000, 20_000];
/** Of the first trials alone, so that there is something left to train. */
const PACKS = [
  '0',
  '1',
  '2',
  '0-1',
  '3-4',
  '0-4',
  '4',
  '4-0',
  '00',
  '0-',
  '1_0',
  '0_0',
  '0-999999999',
  '4294967295',
];
const METRICS = CLASSIFIER_METRICS.map(({ name }) => name);
const CODES = [
  'INTERRUPTED',
  'OUT_OF_MEMORY',
  'INTERNAL',
  'DATASET_MISSING',
  'OUTCOME_INVALID',
  'NO_SUCH_CODE',
];

/** The next request, the same one for the same state of `random`. */
export function nextMessage(random: Random, truth: Truth): Message {
  const number = () => pick(random, NUMBERS);
  const maybe = <Value>(value: () => Value) => (random(4) === 0 ? undefined : value());
  const share = () => (random(3) > 0 ? random(101) / 100 : number());
  const text = () => (random(8) === 0 ? pick(random, TEXTS).repeat(1 + random(3_000)) : pick(random, TEXTS));
  const either = (right: () => string) => (random(4) > 0 ? right() : text());
  const many = <Value>(value: () => Value) =>
    Array.from({ length: pick(random, random(4) ? [0, 1, 2] : LENGTHS) }, value);
  const run = () => either(() => truth.run);
  const pack = () =>
    random(2) === 0 ? pick(random, PACKS) : random(2) === 0 ? pick(random, TEXTS_OF_NUMBERS) : text();
  const worker = () => (random(6) === 0 ? null : { worker: either(() => 'hostile-1'), backend: text() });
  const trial = () => (random(3) > 0 ? random(5) : number());
  const finding = () =>
    pick(random, [
      () => ({ deadStart: { layer: pick(random, TEXTS) } }),
      () => ({ diverged: { step: number() } }),
      () => ({ didNotLearn: { chance: share() } }),
      () => ({}),
    ])();
  const metricNames = () => (random(4) > 0 ? METRICS : many(() => pick(random, [...METRICS, ...TEXTS])));
  const byMetric = <Value>(value: () => Value) =>
    Object.fromEntries(metricNames().flatMap((name) => (random(8) ? [[name, value()]] : [])));
  const state = () => ({
    ...{ layer: pick(random, TEXTS), mean: maybe(number), variance: maybe(number), deadShare: maybe(share) },
    ...{ gradientNorm: maybe(number), updateRatio: maybe(number) },
  });
  const sample = () => ({
    epoch: number(),
    inputMean: maybe(number),
    inputVariance: maybe(number),
    layers: Array.from({ length: random(4) }, state),
  });
  const messages: (() => Message)[] = [
    () => ({ method: 'getRun', request: { run: run() } }),
    () => ({
      method: 'begin',
      request: { run: run(), pack: pack(), worker: worker(), delivery: number() },
    }),
    () => ({
      method: 'complete',
      request: {
        ...{ run: run(), pack: pack(), trial: trial(), attempt: random(2) ? 1 : number(), worker: worker() },
        ...{
          foldSha256: either(() => pick(random, truth.folds)),
          metrics: byMetric(share),
          history: byMetric(() => ({ values: random(4) ? [share()] : many(share) })),
        },
        ...{ findings: many(finding), seconds: maybe(share), layers: random(2) ? [] : many(sample) },
      },
    }),
    () => ({
      method: 'release',
      request: {
        ...{ run: run(), pack: pack(), attempt: number(), worker: worker() },
        ...{ code: random(3) ? pick(random, CODES) : text(), reason: text() },
      },
    }),
    () => ({
      method: 'heartbeat',
      request: {
        worker: worker(),
        state: random(7),
        memoryBytes: number(),
        tensors: number(),
        engine: text(),
      },
    }),
    () => ({
      method: 'report',
      request: {
        ...{ run: run(), pack: pack(), worker: worker(), attempt: number(), step: number(), steps: number() },
        ...{ examples: number(), examplesPerSecond: number() },
        trials: many(() => ({
          trial: trial(),
          epoch: maybe(number),
          metrics: byMetric(() => (random(2) ? share() : number())),
        })),
      },
    }),
  ];
  return pick(random, [...messages, messages[2]!])();
}
