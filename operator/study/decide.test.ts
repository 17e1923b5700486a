import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StudyStatus } from '../resource/status.ts';
import type { Circumstances, Current } from './circumstances.ts';
import { FINALIZER, nextSteps, type Step } from './decide.ts';
import { type StudyObject, specHash } from './object.ts';

interface Traits {
  readonly age?: number;
  readonly status?: StudyStatus;
  readonly deleted?: boolean;
  readonly max?: number;
  readonly suspend?: boolean;
  readonly seeds?: readonly number[];
  readonly priority?: string;
}

const study = (name: string, traits: Traits = {}): StudyObject => ({
  metadata: {
    name,
    namespace: 'lab',
    uid: name,
    creationTimestamp: new Date(1_000_000 - 1000 * (traits.age ?? 0)),
    ...(traits.deleted ? { deletionTimestamp: new Date(0), finalizers: [FINALIZER] } : {}),
  },
  spec: {
    dataset: { name: 'iris' },
    seeds: traits.seeds ?? [1],
    workers: { max: traits.max ?? 4 },
    ...(traits.suspend === undefined ? {} : { suspend: traits.suspend }),
    ...(traits.priority === undefined ? {} : { priority: traits.priority }),
  },
  ...(traits.status ? { status: traits.status } : {}),
});

/** Priorities are their own names. */
const given = (changes: Partial<Circumstances> = {}): Circumstances => ({
  works: new Map(),
  delayed: new Set(),
  mostStudies: 2,
  priorityOf: ({ spec }) => Number(spec.priority ?? 0),
  ...changes,
});
const serving = (...studies: StudyObject[]): Map<string, Current> =>
  new Map(
    studies.map((each) => [each.metadata.uid, { kind: 'run', specHash: specHash(each), yielding: false }]),
  );
const short = (steps: readonly Step[]) =>
  steps.map((step) => `${step.kind} ${'study' in step ? step.study.metadata.name : step.uid}`);
const ended = (of: StudyObject): StudyObject => ({
  ...of,
  status: { state: 'Completed', specHash: specHash(of) },
});

describe('places', () => {
  it('serves as many as there are places, the oldest first, and says what each of the others waits for', () => {
    const steps = nextSteps(
      [study('d', { age: 1 }), study('a', { age: 9 }), study('b', { age: 8 }), study('c', { age: 7 })],
      given(),
    );
    expect(short(steps)).toEqual(['serve a', 'serve b', 'wait c', 'wait d']);
    expect(steps.flatMap((step) => (step.kind === 'wait' ? [step.message] : []))).toEqual([
      'all 2 places for studies are taken (--max-studies): it is the next',
      'all 2 places for studies are taken (--max-studies): it is number 2, after lab/c',
    ]);
  });

  it('tells a waiting one something new when its turn comes nearer, and says nothing twice', () => {
    const [, , wait] = nextSteps([study('a', { age: 9 }), study('b', { age: 8 }), study('c')], given());
    const message = (wait as Extract<Step, { kind: 'wait' }>).message;
    const condition = { type: 'Running', status: 'False', reason: 'Waiting', message } as const;
    const told = study('c', {
      status: { state: 'Waiting', conditions: [{ ...condition, lastTransitionTime: '' }] },
    });
    const works = serving(study('a'), study('b'));
    expect(nextSteps([study('a'), study('b'), told], given({ works }))).toEqual([]);
    expect(
      short(nextSteps([study('a'), study('b'), told, study('older', { age: 99 })], given({ works }))),
    ).toEqual(['wait older', 'wait c']);
  });

  it('goes on with one that has begun before it begins an older one', () => {
    const begun = study('begun', { status: { state: 'Running', run: 'r' } });
    const old = study('old', { age: 9, status: { state: 'Waiting' } });
    expect(short(nextSteps([old, begun], given({ mostStudies: 1 })))).toEqual(['serve begun', 'wait old']);
  });

  it('gives the place of the lowest priority to a higher one, once its workers are gone', () => {
    const low = study('low', { age: 9 });
    const mid = study('mid', { priority: '5' });
    const high = study('high', { priority: '10' });
    const works = serving(low, mid);
    expect(short(nextSteps([low, mid, high], given({ works })))).toEqual(['yield low', 'wait high']);
    works.set('low', { ...works.get('low')!, yielding: true });
    expect(short(nextSteps([low, mid, high], given({ works })))).toEqual(['wait high']);
    // The other went away meanwhile: it may stay.
    expect(short(nextSteps([low, mid], given({ works })))).toEqual(['keep low']);
    works.delete('low');
    const waiting = { ...low, status: { state: 'Waiting' as const, run: 'r', workers: 0 } };
    expect(short(nextSteps([waiting, mid, high], given({ works })))).toEqual(['serve high', 'wait low']);
  });

  it('takes no place from an equal, however old', () => {
    const now = [study('a'), study('b')];
    expect(short(nextSteps([...now, study('old', { age: 9 })], given({ works: serving(...now) })))).toEqual([
      'wait old',
    ]);
  });

  it('never serves more than there are places, nor one twice, whatever there is', () => {
    const traits = fc.record({
      age: fc.nat(9),
      max: fc.nat(2),
      suspend: fc.boolean(),
      priority: fc.constantFrom('0', '1', '2'),
      deleted: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(traits, { maxLength: 8 }),
        fc.nat(4),
        fc.integer({ min: 1, max: 4 }),
        (all, busy, most) => {
          const studies = all.map((each, index) => study(`s${index}`, each));
          const works = serving(...studies.slice(0, Math.min(busy, most)));
          const served = nextSteps(studies, given({ works, mostStudies: most })).flatMap((step) =>
            step.kind === 'serve' ? [step.study.metadata.uid] : [],
          );
          expect(served.length + works.size).toBeLessThanOrEqual(most);
          expect(served.filter((uid) => works.has(uid))).toEqual([]);
        },
      ),
    );
  });
});

describe('one study', () => {
  it('is left alone once it has ended, until its spec is another experiment', () => {
    const done = ended(study('done'));
    expect(nextSteps([done], given())).toEqual([]);
    const moved = { max: 9, suspend: true, priority: '3' };
    expect(nextSteps([{ ...done, spec: study('done', moved).spec }], given())).toEqual([]);
    expect(short(nextSteps([{ ...done, spec: { ...done.spec, seeds: [2] } }], given()))).toEqual([
      'serve done',
    ]);
  });

  it('that has ended says that it has seen a change which is none of the experiment', () => {
    const done = ended(study('done'));
    const scaled = { ...done, metadata: { ...done.metadata, generation: 2 } };
    const seen = (generation: number) => ({
      ...scaled,
      status: { ...scaled.status, observedGeneration: generation },
    });
    expect(short(nextSteps([seen(1)], given()))).toEqual(['observe done']);
    expect(nextSteps([seen(2)], given())).toEqual([]);
  });

  it('is stopped when it is edited or deleted, and not when only its workers change', () => {
    const works = serving(study('now'));
    const steps = (now: StudyObject[]) => nextSteps(now, given({ works }));
    expect(steps([study('now', { max: 9, suspend: true, priority: '1' })])).toEqual([]);
    expect(steps([study('now', { seeds: [2] })])).toEqual([{ kind: 'stop', uid: 'now', why: 'edited' }]);
    const gone = { kind: 'stop', uid: 'now', why: 'deleted' };
    expect(steps([study('now', { deleted: true })])).toEqual([gone]);
    expect(steps([])).toEqual([gone]);
  });

  it('that is deleted is cleaned up after, once nothing is under way for it', () => {
    const gone = study('gone', { deleted: true });
    expect(short(nextSteps([gone], given()))).toEqual(['clean gone']);
    const works = new Map<string, Current>([['gone', { kind: 'chore', specHash: '', yielding: false }]]);
    expect(nextSteps([gone], given({ works }))).toEqual([]);
    const released = { ...gone, metadata: { ...gone.metadata, finalizers: [] } };
    expect(nextSteps([released], given())).toEqual([]);
  });

  it.each([{ max: 0 }, { suspend: true }])('that is suspended (%j) takes no place', (how) => {
    const fresh = study('quiet', { age: 9, ...how });
    const next = given({ mostStudies: 1 });
    expect(short(nextSteps([fresh, study('next')], next))).toEqual(['suspend quiet', 'serve next']);
    const quiet = study('quiet', { age: 9, ...how, status: { state: 'Suspended', run: 'r', workers: 0 } });
    expect(short(nextSteps([quiet, study('next')], next))).toEqual(['serve next']);
  });

  it.each<[string, StudyStatus]>([
    ['the wish was not seen yet', { state: 'Running', workers: 2 }],
    ['its workers were made, and not counted yet', { state: 'Running', workers: 0 }],
    ['a worker still had a pack', { state: 'Suspended', workers: 1 }],
    ['an earlier version called it paused', { state: 'Paused', workers: 1 }],
    ['nobody said how many there are', { state: 'Suspended' }],
  ])('that is suspended is served until its workers are gone: a coordinator ended when %s', (_, status) => {
    const paused = study('paused', { suspend: true, status: { ...status, run: 'r' } });
    expect(short(nextSteps([study('old', { age: 9 }), paused], given({ mostStudies: 1 })))).toEqual([
      'serve paused',
      'wait old',
    ]);
  });

  it('that waits, and may have workers, keeps what its status says of them', () => {
    const begun = study('begun', { status: { state: 'Running', run: 'r', workers: 2 } });
    const draining = study('draining', { max: 0, status: { state: 'Suspended', run: 's', workers: 2 } });
    const now = [study('a'), study('b')];
    expect(nextSteps([begun, draining, ...now], given({ works: serving(...now) }))).toEqual([]);
  });

  it('has the same hash in any order of its keys', () => {
    const a = { ...study('a'), spec: { dataset: { name: 'iris', examples: 10 }, seeds: [1] } };
    const b = { ...study('a'), spec: { seeds: [1], dataset: { examples: 10, name: 'iris' } } };
    expect(specHash(a)).toBe(specHash(b));
  });

  it('that is invalid is looked at again when its template was corrected, which is not of the experiment', () => {
    const bad = ended(study('bad'));
    const invalid = (generation: number) => ({
      ...bad,
      metadata: { ...bad.metadata, generation },
      status: { ...bad.status, state: 'Invalid' as const, observedGeneration: 1 },
    });
    expect(nextSteps([invalid(1)], given())).toEqual([]);
    expect(short(nextSteps([invalid(2)], given()))).toEqual(['serve bad']);
    // A run is not begun anew for it.
    const running = study('running');
    const edited = { ...running, spec: { ...running.spec, template: { spec: { nodeSelector: {} } } } };
    expect(nextSteps([edited], given({ works: serving(running) }))).toEqual([]);
  });
});
