/**
 * Whoever has the run's token, or only reaches the port, and means harm: the run goes on as if nothing had
 * been.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { BeginRequest } from '../../../proto/generated/fanout/v1/BeginRequest.ts';
import type { CompleteRequest } from '../../../proto/generated/fanout/v1/CompleteRequest.ts';
import type { Manifest } from '../../../study/manifest.ts';
import { type CoordinatorClient, connectCoordinator } from '../../../worker/coordinator-client.ts';
import { metricsMessage } from '../../support/metrics-message.ts';
import type { Arena } from '../arena/arena.ts';
import { must } from '../checks.ts';
import type { Scenario } from '../scenario.ts';

const HOSTILE = { worker: 'hostile', backend: 'none' };
/** Where a loop over numbers stands still, and past the grid in every other way. */
const BEYOND = [
  String(2 ** 53),
  `${2 ** 53}-${2 ** 53 + 2}`,
  String(2 ** 31),
  '4294967295',
  '18446744073709551616',
];
const SILENT = 40;
/** A connection that says nothing is closed within this time. */
const SILENCE_MS = 60_000;

/** Calls as `call` says, with clients that ask once. Throws when the coordinator was lost over it. */
async function attack(
  arena: Arena,
  call: (coordinator: CoordinatorClient, manifest: Manifest) => Promise<void>,
) {
  const { coordinator: attacked } = arena;
  const address = { address: `127.0.0.1:${arena.grpc.port}`, token: arena.token };
  const coordinator = connectCoordinator(address, AbortSignal.abort());
  try {
    await call(coordinator, await coordinator.getRun(arena.run));
    // It still answers.
    await coordinator.getRun(arena.run);
  } finally {
    coordinator.close();
  }
  must(attacked.alive || arena.done, 'the coordinator ended over it');
}

/** What a call came to: a word of its answer, or the error's code. */
const answer = <Reply>(reply: Promise<Reply>, word: (reply: Reply) => string): Promise<string> =>
  reply.then(word, ({ code }: { code: string }) => code);

function begin(coordinator: CoordinatorClient, request: BeginRequest): Promise<string> {
  return answer(coordinator.begin({ worker: HOSTILE, delivery: 1, ...request }), ({ decision }) => decision);
}

async function packsThatAreNone(arena: Arena): Promise<void> {
  await attack(arena, async (coordinator, { run, trials }) => {
    const madeUp = [`0-${Math.min(trials, 60) - 1}`, `0_2_${trials - 1}`, `${trials - 3}_${trials - 1}`];
    for (const pack of [...BEYOND, ...madeUp]) {
      const progress = coordinator.report();
      progress.send({ run, pack, worker: HOSTILE, attempt: 1, step: 1, steps: 2, examples: 1, trials: [] });
      progress.end();
      const said = await begin(coordinator, { run, pack });
      must(
        ['TRIAL_UNKNOWN', 'OUTCOME_INVALID', 'DECISION_DISCARD'].includes(said),
        `Begin of pack ${pack}, which nobody queued, was answered with ${said}`,
      );
    }
  });
}

async function outcomesThatAreNone(arena: Arena): Promise<void> {
  await attack(arena, async (coordinator, { run, trials, folds, study }) => {
    const perFold = trials / folds.length / study.seeds.length;
    const outcomeOf = (trial: number): CompleteRequest => ({
      run,
      pack: String(trial),
      trial,
      attempt: 1,
      worker: HOSTILE,
      foldSha256: folds[Math.floor(trial / perFold) % folds.length]!.validationSha256,
      ...metricsMessage(study),
      findings: [],
      seconds: 1,
    });
    const lies: readonly (readonly [string, Partial<CompleteRequest>])[] = [
      ['a chance that is not a number', { findings: [{ didNotLearn: { chance: Number.NaN } }] }],
      ['a chance without bound', { findings: [{ didNotLearn: { chance: Number.POSITIVE_INFINITY } }] }],
      ['a step of 2^53', { findings: [{ diverged: { step: 2 ** 53 } }] }],
      ['a step of 2^63', { findings: [{ diverged: { step: '9223372036854775808' } }] }],
      ['seconds that are not a number', { seconds: Number.NaN }],
      ['an outcome of a trial that was never begun', {}],
    ];
    for (const [what, lie] of lies) {
      // The last trials are begun last.
      const trial = trials - 1 - arena.random.between(0, 9);
      const reply = coordinator.complete({ ...outcomeOf(trial), ...lie });
      const said = await answer(reply, ({ recording }) => recording);
      must(
        ['RECORDING_REJECTED', 'RECORDING_ALREADY', 'TRIAL_UNKNOWN', 'OUTCOME_INVALID'].includes(said),
        `${what} was answered with ${said}`,
      );
    }
  });
}

/**
 * Connections on which nothing is ever said, while no worker can finish the run; they are closed, and the run
 * goes on.
 */
async function silentConnections(arena: Arena): Promise<void> {
  const attacked = arena.coordinator;
  arena.natsOfWorkers.passage = 'cut';
  const sockets = await Promise.all(Array.from({ length: SILENT }, () => open(arena.grpc.port)));
  const late = performance.now() + SILENCE_MS;
  const left = () => sockets.filter(({ closed }) => !closed).length;
  while (left() > 0 && performance.now() < late) await setTimeout(50);
  const stayed = left();
  for (const socket of sockets) socket.destroy();
  arena.natsOfWorkers.passage = 'open';
  must(attacked.alive, 'the coordinator ended over silent connections');
  must(stayed === 0, `${stayed} of ${SILENT} silent connections were open after ${SILENCE_MS / 1000} s`);
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    // The coordinator's first words are not waited for, and its end is an end here.
    socket
      .on('error', reject)
      .on('end', () => socket.destroy())
      .resume();
  });
}

export const HOSTILE_FAULTS: readonly Scenario[] = [
  { name: 'hostile worker: packs that nobody queued', short: true, rounds: 2, round: packsThatAreNone },
  {
    name: 'hostile worker: outcomes that nobody trained',
    short: true,
    rounds: 2,
    round: outcomesThatAreNone,
  },
  { name: 'hostile caller: silent connections', rounds: 1, round: silentConnections },
  {
    name: 'poison outcome',
    short: true,
    mischief: (start) => (start < 2 ? { poisonOutcomesUntilPack: 1 } : {}),
  },
];
