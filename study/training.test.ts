import { expect, it } from 'vitest';
import type { FanoutError } from '../proto/errors.ts';
import { networkStudy } from './fixtures/network-study.ts';
import { parseStudy } from './parse.ts';
import { settingsOf } from './study.ts';

const parse = (spec: string) =>
  parseStudy(
    `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n  dataset: { name: mnist }\n${spec}`,
    {
      source: 'study.yaml',
      describeDataset: async () => ({ examples: 60_000, shape: [28, 28, 1], classes: 10 }),
    },
  ).then(networkStudy);
const refusal = async (spec: string): Promise<string> => {
  const error = (await parse(spec).catch((thrown: unknown) => thrown)) as FanoutError;
  expect(error.code).toBe('STUDY_INVALID');
  return error.message.replace(/^.*\n\s*/, '');
};

it('compares schedules, by their kinds or by names of their own', async () => {
  const study = await parse(`
  vary:
    training.schedule:
      - constant
      - cosine: {}
      - { cosine: { to: 0.1 }, warmup: { epochs: 1 }, as: warm }`);
  expect(study.factors).toEqual([
    { name: 'schedule', field: 'training.schedule', levels: ['constant', 'cosine', 'warm'] },
  ]);
  expect(study.arms.map((arm) => settingsOf(study, arm).training.schedule)).toEqual([
    undefined,
    { kind: 'cosine', settings: { to: 0, by: 'step' } },
    { kind: 'cosine', settings: { to: 0.1, by: 'step' }, warmup: { from: 0, epochs: 1 } },
  ]);
});

it.each([
  ['schedule: { step: { every: 9 } }, epochs: 3', '6:42 spec.training.schedule.step.every must come before'],
  ['schedule: { cosine: {}, warmup: { epochs: 12 } }', '6:57 spec.training.schedule.warmup.epochs must end'],
  ['schedule: { cosine: {}, step: {} }', '6:25 spec.training.schedule must have exactly one of constant'],
  ['schedule: { cosine: {}, warmup: {} }', '6:47 spec.training.schedule.warmup must have exactly one of'],
  ['schedule: linear', 'spec.training.schedule must be'],
])('refuses training: { %s }, with the place', async (training, message) => {
  expect(await refusal(`  training: { ${training} }`)).toContain(message);
});

it('refuses a schedule longer than the run of its arm, at the level', async () => {
  const message = await refusal(`
  training: { epochs: 5 }
  vary:
    training.schedule: [constant, { step: { every: 9 } }]`);
  expect(message).toContain('9:35 spec.vary.training.schedule[1]');
  expect(message).toContain('must come before the end of the run, 5 epochs long, found 9');
});
