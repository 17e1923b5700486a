import { expect, it } from 'vitest';
import type { StudyStatus } from '../resource/status.ts';
import { FINALIZER, nextSteps, type Step } from './decide.ts';
import { type StudyObject, specHash } from './object.ts';

const study = (
  name: string,
  changes: { age?: number; status?: StudyStatus; deleted?: boolean; max?: number; seeds?: number[] } = {},
): StudyObject => ({
  metadata: {
    name,
    namespace: 'default',
    uid: name,
    creationTimestamp: new Date(1_000_000 - 1000 * (changes.age ?? 0)),
    ...(changes.deleted ? { deletionTimestamp: new Date(0), finalizers: [FINALIZER] } : {}),
  },
  spec: {
    dataset: { name: 'iris' },
    seeds: changes.seeds ?? [1],
    workers: { max: changes.max ?? 4 },
  },
  ...(changes.status ? { status: changes.status } : {}),
});
const working = (on: StudyObject) => ({ uid: on.metadata.uid, specHash: specHash(on) });
const short = (steps: readonly Step[]) =>
  steps.map((step) =>
    'study' in step ? `${step.kind} ${step.study.metadata.name}` : `${step.kind} ${step.why}`,
  );
const ended = (of: StudyObject): StudyObject => ({
  ...of,
  status: { state: 'Completed', specHash: specHash(of) },
});

it('works on the oldest, and says of the others what they wait for', () => {
  const steps = nextSteps([study('young'), study('old', { age: 9 })], undefined);
  expect(short(steps)).toEqual(['conduct old', 'wait young']);
  expect(steps[1]).toMatchObject({ behind: 'old' });
});

it('goes on with one that has begun before it begins an older one', () => {
  const begun = study('begun', { status: { state: 'Running', run: 'r' } });
  expect(
    short(nextSteps([study('old', { age: 9, status: { state: 'Waiting' } }), begun], undefined)),
  ).toEqual(['conduct begun']);
});

it('leaves alone what has ended, until its spec is another experiment', () => {
  const done = ended(study('done'));
  expect(nextSteps([done], undefined)).toEqual([]);
  const scaled = { ...done, spec: { ...done.spec, workers: { max: 9 } } };
  expect(nextSteps([scaled], undefined)).toEqual([]);
  const edited = { ...done, spec: { ...done.spec, seeds: [2] } };
  expect(short(nextSteps([edited], undefined))).toEqual(['conduct done']);
});

it('stops the one at work when it is edited or deleted, and not when only its workers change', () => {
  const now = study('now');
  expect(nextSteps([study('now', { max: 9 })], working(now))).toEqual([]);
  expect(short(nextSteps([study('now', { seeds: [2] })], working(now)))).toEqual(['stop edited']);
  expect(short(nextSteps([study('now', { deleted: true })], working(now)))).toEqual(['stop deleted']);
  expect(short(nextSteps([], working(now)))).toEqual(['stop deleted']);
});

it('cleans up after a deleted one, once it is not at work', () => {
  const gone = study('gone', { deleted: true });
  expect(short(nextSteps([gone], undefined))).toEqual(['clean gone']);
  const released = { ...gone, metadata: { ...gone.metadata, finalizers: [] } };
  expect(nextSteps([released], undefined)).toEqual([]);
});

it('lets a paused one make room for the next', () => {
  const paused = study('paused', { age: 9, max: 0, status: { state: 'Running', run: 'r' } });
  expect(short(nextSteps([paused, study('next')], undefined))).toEqual(['pause paused', 'conduct next']);
});

it('takes the order of keys for nothing', () => {
  const a = { ...study('a'), spec: { dataset: { name: 'iris', examples: 10 }, seeds: [1] } };
  const b = { ...study('a'), spec: { seeds: [1], dataset: { examples: 10, name: 'iris' } } };
  expect(specHash(a)).toBe(specHash(b));
});
