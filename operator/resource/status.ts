/**
 * What the coordinator says of a Study in its `status`: the one truth of its fields, for the code and for the
 * custom resource.
 */
import { z } from 'zod';

/** Where a Study stands, in one word: the column STATE. */
export const STATES = [
  'Waiting',
  'Preparing',
  'Running',
  'Suspended',
  'Completed',
  'Failed',
  'Invalid',
  /** What earlier versions said for `Suspended`: it stands in the status of Studies that they left. */
  'Paused',
] as const;
export type State = (typeof STATES)[number];

const condition = z.object({
  type: z.string().max(316).describe('Accepted, Running, WorkersReady or Complete.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it holds.'),
  reason: z.string().max(1024).describe('Why, in one word, or a code of the error catalogue.'),
  message: z.string().max(32_768).describe('Why, for people.'),
  lastTransitionTime: z.string().describe('ISO 8601, UTC.'),
  observedGeneration: z.int().min(0).optional().describe('The metadata.generation that it is about.'),
});
export type Condition = z.output<typeof condition>;

const count = z.int().min(0);

/** `status` of a Study. */
export const studyStatus = z.object({
  observedGeneration: count.optional().describe('The metadata.generation that this status is about.'),
  state: z.enum(STATES).optional().describe('Where the study stands, in one word. The conditions say more.'),
  run: z.string().optional().describe('The id of the run that executes this spec.'),
  specHash: z
    .string()
    .optional()
    .describe(
      'SHA-256 of the spec that the run was made from, without workers and template. Another one: another run.',
    ),
  progress: z.string().optional().describe('Trials with an outcome, of all: 21/35.'),
  trials: z
    .object({
      total: count.describe('Of the grid.'),
      completed: count.describe('With metrics, whatever they say.'),
      failed: count.describe('Given up, with a reason.'),
    })
    .optional()
    .describe('Counts from the ledger.'),
  workers: count.optional().describe('Workers that there are now.'),
  selector: z.string().optional().describe('What finds the pods of its workers.'),
  metric: z.string().optional().describe('The metric that the study decides by: all means are of it.'),
  best: z.string().optional().describe('The arm with the best mean so far.'),
  mean: z.string().optional().describe('The mean of that arm.'),
  arms: z
    .array(
      z.object({
        arm: z.string().describe('Its id.'),
        trials: count.describe('Its completed trials.'),
        mean: z.string().optional().describe('Mean of the completed trials at their end.'),
        stddev: z.string().optional().describe('Sample standard deviation.'),
      }),
    )
    .optional()
    .describe('Of each arm, in the order of the spec.'),
  verdict: z.string().optional().describe('What the ledger allows to be said, in plain sentences.'),
  report: z.string().optional().describe('Where the report lies, on the coordinator’s volume.'),
  startedAt: z.string().optional().describe('When the run began: ISO 8601, UTC.'),
  finishedAt: z.string().optional().describe('When its last outcome was recorded: ISO 8601, UTC.'),
  conditions: z
    .array(condition)
    .optional()
    .describe('Accepted, Running, WorkersReady, Complete.')
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] }),
});
export type StudyStatus = z.output<typeof studyStatus>;
