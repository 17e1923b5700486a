import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../proto/faults-and-retries.ts';
import {
  ASKS_TO_GIVE_UP,
  FAILURES_TO_GIVE_UP,
  FAILURES_TO_SPLIT,
  FRESH,
  type Instruction,
  onPack,
  onRecorded,
  type TrialState,
} from './trial-state.ts';

const open = (failures: number): TrialState => ({ kind: 'open', failures });
const states = (...list: TrialState[]) => new Map(list.map((state, trial) => [trial, state]));
const kinds = (instructions: readonly Instruction[]) => instructions.map((instruction) => instruction.kind);

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

describe('begin', () => {
  it('trains what is open and leaves out what is recorded', () => {
    const { instructions } = onPack(states(FRESH, onRecorded(), FRESH), { kind: 'begin', attemptsBefore: 0 });
    expect(instructions).toEqual([{ kind: 'train', trials: [0, 2], attempt: 1 }]);
  });

  it('discards a pack with nothing open', () => {
    expect(kinds(onPack(states(onRecorded()), { kind: 'begin', attemptsBefore: 9 }).instructions)).toEqual([
      'discard',
    ]);
  });

  it('splits a pack that failed twice, before the worker is told to discard it', () => {
    const { instructions } = onPack(states(FRESH, FRESH), {
      kind: 'begin',
      attemptsBefore: FAILURES_TO_SPLIT,
    });
    expect(instructions).toEqual([
      {
        kind: 'publish',
        packs: [
          { trials: [0], priorAttempts: 2 },
          { trials: [1], priorAttempts: 2 },
        ],
      },
      { kind: 'discard' },
    ]);
  });

  it('gives a single trial up by recording it', () => {
    const { instructions } = onPack(states(FRESH), { kind: 'begin', attemptsBefore: FAILURES_TO_GIVE_UP });
    expect(kinds(instructions)).toEqual(['fail', 'discard']);
    expect(
      kinds(onPack(states(FRESH), { kind: 'begin', attemptsBefore: FAILURES_TO_GIVE_UP - 1 }).instructions),
    ).toEqual(['train']);
  });
});

describe('a program that asks to be tried again', () => {
  const ask = (known: ReadonlyMap<number, TrialState>) =>
    onPack(known, { kind: 'released', code: 'PROGRAM_TRY_AGAIN', reason: 'status 75', retries: 0 });
  const asks = (times: number, ...of: TrialState[]) => {
    let last = ask(states(...of));
    for (let time = 1; time < times; time++) last = ask(last.states);
    return last;
  };

  it('is tried again, at no cost, until it has asked too often: then its trial failed', () => {
    const before = asks(ASKS_TO_GIVE_UP - 1, open(2));
    expect(kinds(before.instructions)).toEqual(['forget_attempt', 'return']);
    expect(before.states.get(0)).toMatchObject({ failures: 2 });
    const { instructions } = ask(before.states);
    expect(instructions).toEqual([
      {
        ...{ kind: 'fail', trials: [0], attempt: 3 },
        reason: `PROGRAM_TRY_AGAIN: it asked to be tried again ${ASKS_TO_GIVE_UP} times: status 75`,
      },
      { kind: 'discard' },
    ]);
  });

  it('fails no other trial of its pack, and leaves alone what is recorded', () => {
    const { states: after, instructions } = asks(ASKS_TO_GIVE_UP, FRESH, onRecorded(), FRESH);
    expect(kinds(instructions)).toEqual(['publish', 'discard']);
    expect(after.get(1)).toEqual(onRecorded());
  });

  it('is asked as little as before by what is no program', () => {
    let known: ReadonlyMap<number, TrialState> = states(FRESH);
    for (let time = 0; time < 2 * ASKS_TO_GIVE_UP; time++) {
      const { states: next, instructions } = onPack(known, {
        kind: 'released',
        code: 'UNAVAILABLE',
        reason: '',
      });
      expect(kinds(instructions)).toEqual(['forget_attempt', 'return']);
      known = next;
    }
  });
});

describe('a program that failed', () => {
  const code = 'WORKER_LOST' as const;
  const failed = (retries: number, state: TrialState) =>
    onPack(states(state), { kind: 'released', code, reason: 'exit status 1', retries });

  it('is tried again as often as the study says, and attempts whose worker was lost are no part of that', () => {
    // Two workers were lost before.
    const first = failed(1, open(2));
    expect(kinds(first.instructions)).toEqual(['return']);
    const second = failed(1, first.states.get(0)!);
    expect(second.instructions[0]).toMatchObject({
      kind: 'fail',
      attempt: 4,
      reason: `${code}: exit status 1`,
    });
    expect(kinds(failed(0, FRESH).instructions)).toEqual(['fail', 'discard']);
  });

  it('is given up at the bound of all trials at the latest', () => {
    expect(kinds(failed(20, open(FAILURES_TO_GIVE_UP - 1)).instructions)).toEqual(['fail', 'discard']);
  });

  it('keeps its count when its worker is lost in between', () => {
    const state = failed(1, FRESH).states.get(0)!;
    const begun = onPack(states(state), { kind: 'begin', attemptsBefore: 2 }).states.get(0)!;
    expect(kinds(failed(1, begun).instructions)).toEqual(['fail', 'discard']);
  });
});

describe('given back', () => {
  const released = (code: ErrorCode, ...list: TrialState[]) =>
    onPack(states(...list), { kind: 'released', code, reason: 'why' });

  it('costs nothing when the worker was drained', () => {
    const { states: after, instructions } = released('INTERRUPTED', open(1), open(1));
    expect(kinds(instructions)).toEqual(['forget_attempt', 'return']);
    expect(after.get(0)).toEqual(open(1));
  });

  it.each(CODES.filter((code) => ERROR_CODES[code].fault !== 'trial'))(
    'costs nothing when it is not of the trial: %s',
    (code) => {
      const { states: after, instructions } = released(code, open(4));
      expect(kinds(instructions)).toEqual(['forget_attempt', 'return']);
      expect(after.get(0)).toMatchObject(open(4));
    },
  );

  it('comes back in halves when it was too large, and alone is tried again until it is given up', () => {
    expect(released('OUT_OF_MEMORY', FRESH, FRESH, FRESH).instructions[0]).toEqual({
      kind: 'publish',
      packs: [
        { trials: [0, 1], priorAttempts: 1 },
        { trials: [2], priorAttempts: 1 },
      ],
    });
    expect(kinds(released('OUT_OF_MEMORY', FRESH).instructions)).toEqual(['return']);
    expect(kinds(released('OUT_OF_MEMORY', open(FAILURES_TO_GIVE_UP - 1)).instructions)).toEqual([
      'fail',
      'discard',
    ]);
  });

  it('for something that cannot succeed fails only the trial that is alone with it', () => {
    expect(kinds(released('INTERNAL', FRESH, FRESH).instructions)).toEqual(['publish', 'discard']);
    expect(released('INTERNAL', FRESH).instructions[0]).toMatchObject({
      kind: 'fail',
      trials: [0],
      reason: 'INTERNAL: why',
    });
  });

  it('is returned for another try when that may help', () => {
    const { states: after, instructions } = released('WORKER_LOST', FRESH, FRESH);
    expect(kinds(instructions)).toEqual(['return']);
    expect(after.get(1)).toEqual(open(1));
  });
});

/**
 * The promise under random orders of events: a model of the queue (messages and how often they were begun,
 * redelivered unless acknowledged), of workers that do anything at any time, and of a coordinator that
 * forgets everything but its ledger.
 */
describe('the promise, under any order of events', () => {
  type Message = { trials: number[]; prior: number; begun: number };

  interface World {
    readonly trials: number;
    readonly poison: ReadonlySet<number>;
    readonly ledger: Map<number, 'completed' | 'failed'>;
    queue: Message[];
    states: Map<number, TrialState>;
  }

  const record = (world: World, trial: number, outcome: 'completed' | 'failed') => {
    // As kv.create: the first wins, the second changes nothing.
    if (!world.ledger.has(trial)) world.ledger.set(trial, outcome);
    world.states.set(trial, onRecorded());
  };

  const apply = (
    world: World,
    message: Message,
    event: Parameters<typeof onPack>[1],
  ): Instruction['kind'] => {
    const view = new Map(message.trials.map((trial) => [trial, world.states.get(trial) ?? FRESH]));
    const { states: after, instructions } = onPack(view, event);
    for (const [trial, state] of after) world.states.set(trial, state);
    for (const instruction of instructions) {
      if (instruction.kind === 'publish') {
        for (const { trials, priorAttempts } of instruction.packs) {
          const name = trials.join();
          if (!world.queue.some((queued) => queued.trials.join() === name)) {
            world.queue.push({ trials: [...trials], prior: priorAttempts, begun: 0 });
          }
        }
      }
      if (instruction.kind === 'fail') for (const trial of instruction.trials) record(world, trial, 'failed');
      if (instruction.kind === 'discard') world.queue = world.queue.filter((queued) => queued !== message);
    }
    return instructions.at(-1)!.kind;
  };

  /** One delivery of a message, and what the worker does with it. */
  const deliver = (world: World, message: Message, fate: number) => {
    const decision = apply(world, message, { kind: 'begin', attemptsBefore: message.prior + message.begun });
    if (decision !== 'train') return;
    message.begun += 1;
    const dies =
      message.trials.some((trial) => world.poison.has(trial) && !world.ledger.has(trial)) || fate === 0;
    if (dies) return;
    if (fate === 1)
      return void apply(world, message, { kind: 'released', code: 'OUT_OF_MEMORY', reason: '' });
    if (fate === 4) {
      apply(world, message, { kind: 'released', code: 'CREDENTIALS_REFUSED', reason: '' });
      message.begun -= 1;
      return;
    }
    if (fate === 2) return void apply(world, message, { kind: 'released', code: 'WORKER_LOST', reason: '' });
    for (const trial of message.trials) record(world, trial, 'completed');
    // An acknowledgement may get lost: the message stays, and is found done at its next delivery.
    if (fate !== 3) world.queue = world.queue.filter((queued) => queued !== message);
  };

  const reconcile = (world: World) => {
    const queued = new Set(world.queue.flatMap((message) => message.trials));
    const missing = Array.from({ length: world.trials }, (_, trial) => trial).filter(
      (trial) => !world.ledger.has(trial) && !queued.has(trial),
    );
    if (missing.length > 0) world.queue.push({ trials: missing, prior: 0, begun: 0 });
  };

  const newWorld = (trials: number, poison: number[]): World => ({
    trials,
    poison: new Set(poison),
    ledger: new Map(),
    queue: [],
    states: new Map(),
  });

  it('each trial ends with one outcome, and a poison trial takes no other along', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(8), { maxLength: 2 }),
        fc.array(fc.record({ which: fc.nat(20), fate: fc.nat(9), event: fc.nat(19) }), { maxLength: 120 }),
        (trials, poison, story) => {
          const world = newWorld(
            trials,
            poison.filter((trial) => trial < trials),
          );
          reconcile(world);
          const seen = new Map<number, string>();
          const check = () => {
            for (const [trial, outcome] of seen) expect(world.ledger.get(trial)).toBe(outcome);
            for (const [trial, outcome] of world.ledger) seen.set(trial, outcome);
          };
          for (const { which, fate, event } of story) {
            // The coordinator restarts: all that it knows is the ledger.
            if (event === 0)
              world.states = new Map([...world.ledger.keys()].map((trial) => [trial, onRecorded()]));
            // The queue loses a message for good.
            if (event === 1)
              world.queue = world.queue.filter((_, index) => index !== which % world.queue.length);
            if (event === 2) reconcile(world);
            const message = world.queue[which % Math.max(1, world.queue.length)];
            if (message) deliver(world, message, fate);
            check();
          }
          // The faults end; only poison keeps killing. Everything must come to its end by itself.
          for (let round = 0; round < 200 && world.ledger.size < trials; round++) {
            reconcile(world);
            for (const message of [...world.queue])
              if (world.queue.includes(message)) deliver(world, message, 9);
            check();
          }
          expect(world.ledger.size).toBe(trials);
          for (const trial of world.poison) expect(world.ledger.get(trial)).toBe('failed');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('without faults nothing fails and nothing is tried twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(8), { maxLength: 3 }), (trials, poison) => {
        const world = newWorld(
          trials,
          poison.filter((trial) => trial < trials),
        );
        reconcile(world);
        for (let round = 0; round < 100; round++) {
          for (const message of [...world.queue])
            if (world.queue.includes(message)) deliver(world, message, 9);
        }
        for (let trial = 0; trial < trials; trial++) {
          expect(world.ledger.get(trial)).toBe(world.poison.has(trial) ? 'failed' : 'completed');
        }
      }),
    );
  });
});
