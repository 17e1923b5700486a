/** The rules of how trials are trained that are about more than one field. All pure. */
import { OPTIMIZERS } from '../engines/optimizers/registry.ts';
import type { Metric } from '../proto/metrics.ts';
import { isOfTraining, reportedMetrics } from './metrics.ts';
import { type Problem, suggestion } from './problems.ts';
import type { DatasetFacts } from './resolve.ts';
import { type RunLength, scheduleMisfits } from './schedules/rate.ts';
import type { StudyFile } from './schema/study.ts';
import { augmentationsOf, resolveSchedule } from './training.ts';

const PATH = ['spec', 'training'];

/** What is wrong with the training of a file whose smallest training fold has so many examples. */
export function trainingProblems(
  { spec: { training, objective } }: StudyFile,
  foldExamples: number,
  facts: DatasetFacts,
): Problem[] {
  const { batchSize, epochs, earlyStopping } = training;
  const held = earlyStopping ? Math.max(1, Math.round(earlyStopping.share * foldExamples)) : 0;
  const run = { epochs, stepsPerEpoch: Math.ceil((foldExamples - held) / batchSize) };
  const metrics = reportedMetrics(facts, objective?.metric);
  const size = { batchSize, left: foldExamples - held };
  return [
    ...optimizerProblems(training),
    ...stoppingProblems(training, metrics, size),
    ...augmentProblems(training, facts),
    ...accumulateProblems(training, run),
    ...scheduleProblems(training, run),
  ];
}

type Given = StudyFile['spec']['training'];

const LENGTH = [
  [...PATH, 'epochs'],
  [...PATH, 'batchSize'],
];

function scheduleProblems({ schedule: given }: Given, run: RunLength): Problem[] {
  const schedule = resolveSchedule(given);
  if (schedule === undefined) return [];
  return scheduleMisfits(schedule, run).map(({ setting, message }) => ({
    path: [...PATH, 'schedule', ...setting.split('.')],
    message,
    also: LENGTH,
  }));
}

function stoppingProblems(
  { earlyStopping, epochs }: Given,
  metrics: readonly Metric[],
  { batchSize, left }: { readonly batchSize: number; readonly left: number },
): Problem[] {
  if (!earlyStopping) return [];
  const path = [...PATH, 'earlyStopping'];
  const { metric, patience, share } = earlyStopping;
  const problems: Problem[] = [];
  const names = metrics.map(({ name }) => name).filter((name) => !isOfTraining(name));
  if (!names.includes(metric)) {
    const found = `found ${JSON.stringify(metric)}${suggestion(metric, names)}`;
    problems.push({ path: [...path, 'metric'], message: `must be one of ${names.join(', ')}, ${found}` });
  }
  if (patience >= epochs) {
    const message = `must be less than epochs (${epochs}), or no trial ever stops, found ${patience}`;
    problems.push({ path: [...path, 'patience'], message, also: [[...PATH, 'epochs']] });
  }
  if (batchSize > left) {
    const message = `leaves ${left} of the smallest training fold to train on, less than batchSize (${batchSize}), found ${share}`;
    problems.push({ path: [...path, 'share'], message, also: [[...PATH, 'batchSize']] });
  }
  return problems;
}

function augmentProblems({ augment }: Given, { shape }: DatasetFacts): Problem[] {
  const path = [...PATH, 'augment'];
  const wanted = augmentationsOf(augment).filter(({ kind }) => kind !== 'mixup');
  if (wanted.length === 0) return [];
  const also = [['spec', 'dataset']];
  const [height, width] = shape;
  if (shape.length !== 3) {
    const message = `is for images [height, width, channels], and the examples are [${shape.join(', ')}]`;
    return [{ path: [...path, wanted[0]!.kind], message, also }];
  }
  return wanted.flatMap(({ kind, settings }) => {
    const [setting, value] = Object.entries(settings)[0]!;
    const most = Math.min(height!, width!);
    if ((kind !== 'randomCrop' && kind !== 'cutout') || value < most) return [];
    const message = `must be less than ${most}, the shorter side of an image, found ${value}`;
    return [{ path: [...path, kind, setting], message, also }];
  });
}

function accumulateProblems({ accumulate = 1 }: Given, { epochs, stepsPerEpoch }: RunLength): Problem[] {
  const batches = epochs * stepsPerEpoch;
  if (accumulate <= batches) return [];
  const message = `must be at most ${batches}, the batches that a trial has, found ${accumulate}`;
  return [{ path: [...PATH, 'accumulate'], message, also: LENGTH }];
}

function optimizerProblems({ optimizer, weightDecay }: Given): Problem[] {
  const given = optimizer as Readonly<Record<string, Record<string, unknown> | undefined>>;
  const problems: Problem[] = [];
  const { rmsprop } = given;
  const decaying = OPTIMIZERS.find(({ kind, schema }) => given[kind] && 'weightDecay' in schema.shape);
  if (decaying && weightDecay) {
    const message = `cannot stand beside ${decaying.kind}, which has a decay of its own: leave it out`;
    problems.push({ path: [...PATH, 'weightDecay'], message, atKey: true, also: [[...PATH, 'optimizer']] });
  }
  if (rmsprop?.centered && rmsprop.momentum !== 0) {
    const message = `must be 0 where rmsprop is centered, found ${rmsprop.momentum}`;
    problems.push({ path: [...PATH, 'optimizer', 'rmsprop', 'momentum'], message });
  }
  return problems;
}
