/** The rules of how trials are trained that are about more than one field. All pure. */
import type { Problem } from './problems.ts';
import { scheduleMisfits } from './schedules/rate.ts';
import type { StudyFile } from './schema/study.ts';
import { resolveSchedule } from './training.ts';

const PATH = ['spec', 'training'];

/** What is wrong with the training of a file whose smallest training fold has so many examples. */
export function trainingProblems({ spec: { training } }: StudyFile, trainingExamples: number): Problem[] {
  const { batchSize, epochs } = training;
  const run = { epochs, stepsPerEpoch: Math.ceil(trainingExamples / batchSize) };
  const schedule = resolveSchedule(training.schedule);
  if (schedule === undefined) return [];
  return scheduleMisfits(schedule, run).map(({ setting, message }) => ({
    path: [...PATH, 'schedule', ...setting.split('.')],
    message,
    also: [
      [...PATH, 'epochs'],
      [...PATH, 'batchSize'],
    ],
  }));
}
