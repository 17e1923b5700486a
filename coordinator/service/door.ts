/**
 * What a caller may say: each message of the contract with the bounds of every number, text and list in it. A
 * message passes here before anything is done with it, so that no loop, key or record is ever made of a
 * number that no run can have.
 */
import { z } from 'zod';
import { FanoutError } from '../../proto/errors.ts';
import { LARGEST_LOG } from '../../proto/logs.ts';
import { isMetricName, LONGEST_METRIC_NAME, MOST_METRICS } from '../../proto/metrics.ts';
import { LONGEST_PACK_NAME, trialsOfPack } from '../../proto/packs.ts';
import { isWorkerName } from '../run/worker-name.ts';

/** Of a run's id, a code, a layer's name. */
const LONGEST_NAME = 256;
/** Of a backend's and an engine's description. */
const LONGEST_DESCRIPTION = 512;
/** Of a reason; more is cut off when it is kept. */
const LONGEST_REASON = 16_384;
/** More than any study has of epochs, of samples of layers, and of layers in a sample. */
const MOST = { epochs: 100_000, findings: 64, samples: 64, layers: 4_096, trials: 64 } as const;

const text = (most: number) => z.string().max(most);
const name = text(LONGEST_NAME);
/** A whole number that a double holds exactly; −0 is 0. */
const whole = z
  .int()
  .min(0)
  .transform((value) => value + 0);
const uint32 = whole.pipe(z.number().max(2 ** 32 - 1));
/** Any double: what it may be is for the rules of an outcome, which name the field. Absent stays absent. */
const double = z.union([
  z.number(),
  z.nan(),
  z.literal([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
]);
const figure = double.optional();
/**
 * What is known of metrics by their names; which values they can have is for the rules of an outcome. Absent
 * is empty.
 */
const byMetric = <Value extends z.ZodType>(value: Value) =>
  z
    .record(text(LONGEST_METRIC_NAME).refine(isMetricName, 'is no name of a metric'), value)
    .refine((own) => Object.keys(own).length <= MOST_METRICS, `has more than ${MOST_METRICS} metrics`)
    .nullish();
const metrics = byMetric(double);
const history = byMetric(z.object({ values: z.array(double).max(MOST.epochs).nullish() }));
const packName = text(LONGEST_PACK_NAME).refine((pack) => trialsOfPack(pack) !== undefined, 'names no pack');
const worker = z.object({
  worker: text(128).refine(isWorkerName, 'is not a valid name'),
  backend: text(LONGEST_DESCRIPTION),
});

/** The messages of the contract by their calls. Fields that are not listed are dropped. */
const MESSAGES = {
  GetRun: z.object({ run: name }),
  Begin: z.object({ run: name, pack: packName, worker, delivery: uint32 }),
  Complete: z.object({
    run: name,
    pack: packName,
    trial: uint32,
    attempt: uint32,
    worker,
    foldSha256: name,
    metrics,
    history,
    findings: z
      .array(
        z.object({
          deadStart: z.object({ layer: name }).nullish(),
          diverged: z.object({ step: double }).nullish(),
          didNotLearn: z.object({ chance: double }).nullish(),
        }),
      )
      .max(MOST.findings),
    seconds: figure,
    layers: z
      .array(
        z.object({
          epoch: uint32,
          inputMean: figure,
          inputVariance: figure,
          layers: z
            .array(
              z.object({
                layer: name,
                ...{
                  mean: figure,
                  variance: figure,
                  deadShare: figure,
                  gradientNorm: figure,
                  updateRatio: figure,
                },
              }),
            )
            .max(MOST.layers),
        }),
      )
      .max(MOST.samples),
  }),
  Release: z.object({
    run: name,
    pack: packName,
    attempt: uint32,
    worker,
    code: name,
    reason: text(LONGEST_REASON),
  }),
  KeepLog: z.object({
    run: name,
    pack: packName,
    trial: uint32,
    attempt: uint32,
    worker,
    text: z.instanceof(Uint8Array).refine(({ length }) => length <= LARGEST_LOG, 'is too long a log'),
  }),
  Heartbeat: z.object({
    worker,
    state: z.union([name, uint32]),
    memoryBytes: whole,
    tensors: whole,
    engine: text(LONGEST_DESCRIPTION),
  }),
  Report: z.object({
    run: name,
    pack: packName,
    worker,
    attempt: uint32,
    step: whole,
    steps: whole,
    examples: whole,
    examplesPerSecond: z.number().min(0),
    trials: z
      .array(
        z.object({
          trial: uint32,
          epoch: uint32.optional(),
          metrics,
        }),
      )
      .max(MOST.trials),
  }),
} as const;

/** A call of the contract. */
export type Call = keyof typeof MESSAGES;

/**
 * The message as it was sent, if it keeps every bound of the contract. Pure.
 * Throws OUTCOME_INVALID, which names the first field that does not.
 */
export function admitted<Message>(call: Call, message: Message): Message {
  const result = MESSAGES[call].safeParse(message);
  if (result.success) return message;
  const [issue] = result.error.issues;
  const field = issue!.path.join('.') || 'the message';
  throw new FanoutError('OUTCOME_INVALID', `${call}: ${field} is out of bounds: ${issue!.message}`);
}

/** As `admitted`, for what may be dropped: undefined where a bound is not kept. Pure. */
export function admittedOrDropped<Message>(call: Call, message: Message): Message | undefined {
  return MESSAGES[call].safeParse(message).success ? message : undefined;
}
