import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Demand, shareWorkers } from './share.ts';
import { WorkerShares } from './worker-shares.ts';

const demand = (uid: string, wanted: number, changes: Partial<Demand> = {}): Demand => ({
  ...{ uid, wanted, namespace: 'lab', weight: 1, priority: 0 },
  ...changes,
});
const unbounded = () => Number.POSITIVE_INFINITY;
const shares = (total: number, demands: Demand[], ofNamespace: (name: string) => number = unbounded) =>
  Object.fromEntries(shareWorkers(demands, { total, ofNamespace }));

it.each<[string, number, Demand[], Record<string, number>]>([
  ['gives all what they want where there is enough', 10, [demand('a', 3), demand('b', 4)], { a: 3, b: 4 }],
  ['divides evenly what is short', 6, [demand('a', 9), demand('b', 9), demand('c', 9)], { a: 2, b: 2, c: 2 }],
  [
    'gives on what one does not want',
    9,
    [demand('a', 1), demand('b', 9), demand('c', 9)],
    { a: 1, b: 4, c: 4 },
  ],
  ['goes by weight', 8, [demand('a', 9, { weight: 3 }), demand('b', 9)], { a: 6, b: 2 }],
  ['goes by priority first', 5, [demand('a', 9), demand('b', 4, { priority: 1 })], { a: 1, b: 4 }],
  ['may leave nothing for the lowest', 4, [demand('a', 9), demand('b', 9, { priority: 1 })], { a: 0, b: 4 }],
  [
    'has no bound where nobody has set one',
    unbounded(),
    [demand('a', 3), demand('b', 400)],
    { a: 3, b: 400 },
  ],
])('%s', (_, total, demands, expected) => {
  expect(shares(total, demands)).toEqual(expected);
});

it('keeps a namespace within its bound, and gives the rest to the others', () => {
  const [a, b, c] = [demand('a', 9), demand('b', 9), demand('c', 9, { namespace: 'other' })];
  expect(shares(9, [a, b, c], (name) => (name === 'lab' ? 4 : 99))).toEqual({ a: 2, b: 2, c: 5 });
});

const anyDemands = fc
  .array(
    fc.record({
      wanted: fc.nat(30),
      weight: fc.integer({ min: 1, max: 5 }),
      priority: fc.integer({ min: -1, max: 1 }),
      namespace: fc.constantFrom('x', 'y'),
    }),
    { maxLength: 7 },
  )
  .map((all) => all.map((each, index) => ({ uid: `s${index}`, ...each })));

it('is max-min fair: nobody could have one more without taking it from one that has less for its weight', () => {
  fc.assert(
    fc.property(anyDemands, fc.nat(60), (demands, total) => {
      const given = shares(total, demands);
      const sum = Object.values(given).reduce((all, each) => all + each, 0);
      expect(sum).toBe(
        Math.min(
          total,
          demands.reduce((all, { wanted }) => all + wanted, 0),
        ),
      );
      for (const poor of demands.filter(({ uid, wanted }) => given[uid]! < wanted))
        for (const rich of demands.filter(({ uid }) => given[uid]! > 0)) {
          expect(rich.priority).toBeGreaterThanOrEqual(poor.priority);
          if (rich.priority === poor.priority)
            expect(given[rich.uid]! / rich.weight).toBeLessThanOrEqual((given[poor.uid]! + 1) / poor.weight);
        }
    }),
  );
});

it('together they never have more than there are, while some take workers over from others', () => {
  const looks = fc.array(fc.record({ who: fc.nat(3), wanted: fc.nat(8), leaves: fc.nat(3) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(looks, fc.integer({ min: 1, max: 10 }), (all, total) => {
      const book = new WorkerShares({ total, ofNamespace: unbounded });
      const there = [0, 0, 0, 0];
      for (const { who, wanted, leaves } of all) {
        const { target, room } = book.allot({ ...demand(`s${who}`, wanted), there: there[who]! });
        const surplus = Math.max(0, there[who]! - target);
        there[who] = there[who]! + room - Math.min(surplus, leaves);
        expect(there.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(total);
      }
    }),
  );
});

it('counts what a status tells of workers until their study is heard, and forgets the ones that are gone', () => {
  const book = new WorkerShares({ total: 4, ofNamespace: unbounded });
  const unheard = { ...demand('old', 3), there: 3 };
  book.look([unheard, { ...demand('new', 0), there: 0 }]);
  expect(book.allot({ ...demand('new', 4), there: 0 })).toEqual({ target: 2, room: 1 });
  book.look([{ ...demand('new', 0), there: 0 }]);
  expect(book.allot({ ...demand('new', 4), there: 1 })).toEqual({ target: 4, room: 3 });
});
