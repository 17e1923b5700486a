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
  const fresh = study('paused', { age: 9, max: 0 });
  expect(short(nextSteps([fresh, study('next')], undefined))).toEqual(['pause paused', 'conduct next']);
  const quiet = study('paused', { age: 9, max: 0, status: { state: 'Paused', run: 'r', workers: 0 } });
  expect(short(nextSteps([quiet, study('next')], undefined))).toEqual(['conduct next']);
});

it.each<[string, StudyStatus]>([
  ['the pause was not seen yet', { state: 'Running', workers: 2 }],
  ['its workers were made, and not counted yet', { state: 'Running', workers: 0 }],
  ['a worker still had a pack', { state: 'Paused', workers: 1 }],
  ['nobody said how many there are', { state: 'Paused' }],
])('works on a paused one until its workers are gone: a coordinator ended when %s', (_, status) => {
  const paused = study('paused', { max: 0, status: { ...status, run: 'r' } });
  expect(short(nextSteps([study('old', { age: 9 }), paused], undefined))).toEqual([
    'conduct paused',
    'wait old',
  ]);
});

it('takes away the workers of a paused one that was edited meanwhile', () => {
  const paused = study('paused', {
    max: 0,
    seeds: [2],
    status: { state: 'Running', run: 'r', specHash: 'x' },
  });
  expect(short(nextSteps([paused], undefined))).toEqual(['conduct paused']);
});

it('never writes over what a status says of workers', () => {
  const begun = study('begun', { status: { state: 'Running', run: 'r', workers: 2 } });
  const draining = study('draining', { max: 0, status: { state: 'Paused', run: 's', workers: 2 } });
  expect(nextSteps([begun, draining, study('now')], working(study('now')))).toEqual([]);
});

it('takes the order of keys for nothing', () => {
  const a = { ...study('a'), spec: { dataset: { name: 'iris', examples: 10 }, seeds: [1] } };
  const b = { ...study('a'), spec: { seeds: [1], dataset: { examples: 10, name: 'iris' } } };
  expect(specHash(a)).toBe(specHash(b));
});

it('looks again at an invalid one whose template was corrected, which is not of the experiment', () => {
  const bad = ended(study('bad'));
  const invalid = (generation: number) => ({
    ...bad,
    metadata: { ...bad.metadata, generation },
    status: { ...bad.status, state: 'Invalid' as const, observedGeneration: 1 },
  });
  expect(nextSteps([invalid(1)], undefined)).toEqual([]);
  expect(short(nextSteps([invalid(2)], undefined))).toEqual(['conduct bad']);
  // A run is not begun anew for it.
  const running = study('running');
  const edited = { ...running, spec: { ...running.spec, template: { spec: { nodeSelector: { a: 'b' } } } } };
  expect(nextSteps([edited], working(running))).toEqual([]);
});
