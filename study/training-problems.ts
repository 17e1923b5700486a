/** The rules of how trials are trained that are about more than one field. All pure. */
import type { Problem } from './problems.ts';
import { type RunLength, scheduleMisfits } from './schedules/rate.ts';
import type { StudyFile } from './schema/study.ts';
import { resolveSchedule } from './training.ts';

const PATH = ['spec', 'training'];

/** What is wrong with the training of a file whose smallest training fold has so many examples. */
export function trainingProblems({ spec: { training } }: StudyFile, trainingExamples: number): Problem[] {
  const { batchSize, epochs } = training;
  const run = { epochs, stepsPerEpoch: Math.ceil(trainingExamples / batchSize) };
  return [
    ...optimizerProblems(training),
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

function accumulateProblems({ accumulate = 1 }: Given, { epochs, stepsPerEpoch }: RunLength): Problem[] {
  const batches = epochs * stepsPerEpoch;
  if (accumulate <= batches) return [];
  const message = `must be at most ${batches}, the batches that a trial has, found ${accumulate}`;
  return [{ path: [...PATH, 'accumulate'], message, also: LENGTH }];
}

function optimizerProblems({ optimizer, weightDecay }: Given): Problem[] {
  const { adamw, rmsprop } = optimizer as Readonly<Record<string, Record<string, unknown> | undefined>>;
  const problems: Problem[] = [];
  if (adamw && weightDecay) {
    const message = 'cannot stand beside adamw, which has a decay of its own: write adam, or leave it out';
    problems.push({ path: [...PATH, 'weightDecay'], message, atKey: true, also: [[...PATH, 'optimizer']] });
  }
  if (rmsprop?.centered && rmsprop.momentum !== 0) {
    const message = `must be 0 where rmsprop is centered, found ${rmsprop.momentum}`;
    problems.push({ path: [...PATH, 'optimizer', 'rmsprop', 'momentum'], message });
  }
  return problems;
}
