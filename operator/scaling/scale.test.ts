import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Occupancy, scale, type WorkerView, workersWanted } from './scale.ts';

it('wants a worker for each pack that is left, within the bounds, and none at the end', () => {
  const need = { packSize: 7, min: 1, max: 4 };
  expect([35, 28, 22, 21, 8, 7, 1, 0].map((trialsLeft) => workersWanted({ ...need, trialsLeft }))).toEqual([
    4, 4, 4, 3, 2, 1, 1, 0,
  ]);
  expect(workersWanted({ trialsLeft: 1, packSize: 7, min: 3, max: 4 })).toBe(3);
  expect(workersWanted({ trialsLeft: 0, packSize: 7, min: 3, max: 4 })).toBe(0);
  expect(workersWanted({ trialsLeft: 9, packSize: 7, min: 0, max: 0 })).toBe(0);
});

const worker = (name: string, occupancy: Occupancy, leaving = false): WorkerView => ({
  name,
  occupancy,
  leaving,
});

it('creates what is missing, and keeps one that was about to leave', () => {
  expect(scale(3, [worker('a', 'busy'), worker('b', 'busy', true)])).toEqual({
    create: 1,
    leaving: [],
    remove: [],
  });
});

it('lets go of those who do nothing, before those who work', () => {
  const workers = [worker('a', 'busy'), worker('b', 'idle'), worker('c', 'starting'), worker('d', 'unknown')];
  expect(scale(2, workers)).toEqual({ create: 0, leaving: ['c', 'b'], remove: ['c', 'b'] });
});

it('lets a worker finish its pack: told to leave, and taken only when it is free', () => {
  expect(scale(1, [worker('a', 'busy'), worker('b', 'busy', true)])).toEqual({
    create: 0,
    leaving: ['b'],
    remove: [],
  });
  expect(scale(1, [worker('a', 'busy'), worker('b', 'idle', true)]).remove).toEqual(['b']);
});

it('never takes one with a pack, one not heard of, or more than are too many, whatever there is', () => {
  const workers = fc.array(
    fc.record({
      occupancy: fc.constantFrom<Occupancy>('starting', 'busy', 'idle', 'unknown'),
      leaving: fc.boolean(),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(workers, fc.nat(12), (views, wanted) => {
      const all = views.map((view, index) => ({ ...view, name: `w${index}` }));
      const { create, leaving, remove } = scale(wanted, all);
      const free = all.filter(({ occupancy }) => occupancy === 'idle' || occupancy === 'starting');
      expect(remove.every((name) => free.some((one) => one.name === name) && leaving.includes(name))).toBe(
        true,
      );
      expect(all.length - leaving.length + create).toBe(wanted);
    }),
  );
});
