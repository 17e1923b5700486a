/**
 * The promise under faults: `npm run test:faults [-- --seed N --only TEXT --short --at-once N --keep]`. For
 * each fault a run of its own in real processes; the fault at random moments; then the ledger is read from
 * outside, and a table is printed. Exits 1 if anything is lost, recorded twice, or took longer to recover
 * than promised.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Arena, LEASE_MS } from './arena/arena.ts';
import { must, SkippedError, studyText, undisturbed } from './checks.ts';
import { compilePrograms } from './compiled.ts';
import { LocalSite } from './local/site.ts';
import { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import { COMMAND_FAULTS } from './scenarios/commands.ts';
import { COORDINATOR_FAULTS } from './scenarios/coordinator.ts';
import { HOSTILE_FAULTS } from './scenarios/hostile.ts';
import { NATS_FAULTS } from './scenarios/nats.ts';
import { PROGRAM_SCENARIOS } from './scenarios/programs.ts';
import { ROGUE_FAULTS } from './scenarios/rogue.ts';
import { WORKER_FAULTS } from './scenarios/workers.ts';
import { type Row, table } from './table.ts';

const NO_FAULT: Scenario = { name: 'none', short: true };
const SCENARIOS = [
  NO_FAULT,
  ...WORKER_FAULTS,
  ...COORDINATOR_FAULTS,
  ...NATS_FAULTS,
  ...ROGUE_FAULTS,
  ...HOSTILE_FAULTS,
  ...COMMAND_FAULTS,
  ...PROGRAM_SCENARIOS,
];
/** Work resumes unattended within this time after a fault has gone. */
const PROMISED_MS = 2 * LEASE_MS + 30_000;
const PATIENCE_MS = 300_000;

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    /** How many scenarios side by side: each has its own server, ports and folder, and mostly waits. */
    'at-once': { type: 'string', default: '4' },
    keep: { type: 'boolean', default: false },
  },
});
const seed = Number(options.seed ?? Math.floor(Math.random() * 1e9));
const chosen = SCENARIOS.filter(
  (scenario) =>
    scenario === NO_FAULT ||
    ((!options.short || scenario.short) && (!options.only || scenario.name.includes(options.only))),
);
compilePrograms();
console.log(`seed ${seed}; lease ${LEASE_MS / 1000} s; recovery promised within ${PROMISED_MS / 1000} s`);

/** Accuracy of each trial without faults. */
const reference = new Map<string, number>();
const rows: Row[] = [await timed(NO_FAULT, 0)];
const waiting = [...chosen.entries()].slice(1);
// The longest first, so that nothing is left to wait for at the end.
waiting.sort(([, a], [, b]) => Number(b.long ?? false) - Number(a.long ?? false));
await Promise.all(
  Array.from({ length: Math.max(1, Number(options['at-once'])) }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      rows[next[0]] = await timed(next[1], next[0]);
  }),
);
console.log(`\n${table(rows)}`);
process.exitCode = rows.some(({ problem }) => problem) ? 1 : 0;

async function timed(scenario: Scenario, index: number): Promise<Row> {
  const started = performance.now();
  const random = new Random(seed + 1000 * index);
  const row = await (scenario.local ? onASite(scenario, random) : attempt(scenario, random));
  const took = `${((performance.now() - started) / 1000).toFixed(0)} s`;
  console.error(`${row.skipped ? 'skipped' : (row.problem ?? 'ok')}: ${scenario.name} (${took})`);
  return row;
}

function roundsOf({ rounds = 0 }: Scenario): number {
  return options.short ? Math.min(2, rounds) : rounds;
}

function nothing(fault: string): Row {
  return { fault, injected: 0, trials: 0, lost: 0, recordedTwice: 0, extraAttempts: 0, recoveries: [] };
}

async function onASite(scenario: Scenario, random: Random): Promise<Row> {
  let site: LocalSite | undefined;
  const none = nothing(scenario.name);
  try {
    site = await LocalSite.open(random);
    const problem = await within(PATIENCE_MS, scenario.local!(site, roundsOf(scenario))).then(
      () => undefined,
      (error: Error) => error.message,
    );
    const { injected, trials, lost, recordedTwice } = site;
    return { ...none, injected, trials, lost, recordedTwice, ...(problem ? { problem } : {}) };
  } catch (error) {
    const { message } = error as Error;
    return { ...none, ...(error instanceof SkippedError ? { skipped: message } : { problem: message }) };
  } finally {
    if (options.keep) console.error(`kept: ${site?.directory}`);
    await site?.close({ keep: options.keep });
  }
}

async function attempt(scenario: Scenario, random: Random): Promise<Row> {
  const poison = scenario.poison ?? false;
  const rounds = roundsOf(scenario);
  const seeds = poison ? 1 : 2 + 2 * Math.ceil(rounds / 2);
  const trials = (poison ? 3 : 7) * 5 * seeds;
  let arena: Arena | undefined;
  const none = nothing(scenario.name);
  try {
    const mischief = scenario.mischief ? { mischief: scenario.mischief } : {};
    arena = await Arena.open(
      { random, study: studyText({ seeds, poison }), trials, ...mischief },
      scenario.beforeNats,
    );
    const problem = await within(PATIENCE_MS, carryOut(scenario, arena, rounds)).then(
      () => undefined,
      (error: Error) => error.message,
    );
    return { ...none, trials, ...(await findings(scenario, arena, trials)), ...(problem ? { problem } : {}) };
  } catch (error) {
    if (error instanceof SkippedError) return { ...none, skipped: error.message };
    return { ...none, trials, problem: (error as Error).message };
  } finally {
    const keep = options.keep;
    if (keep) console.error(`kept: ${arena?.directory}`);
    if (scenario.afterwards && arena) await arena.nats.stop().then(() => scenario.afterwards?.(arena!.nats));
    await arena?.close({ keep });
  }
}

async function carryOut(scenario: Scenario, arena: Arena, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    if (!(await arena.progress(arena.random.between(3, 20)))) break;
    if (scenario.stops) {
      arena.injected += 1;
      await scenario.round!(arena, round);
      return scenario.stops(arena);
    }
    await arena.fault(() => scenario.round!(arena, round));
  }
  await secretsAreKept(arena);
  const { code, signal } = await arena.ended;
  must(code === 0, `the coordinator ended with ${signal ?? `exit status ${code}`}`);
  const { outcomes, lost, recordedTwice } = await arena.books.audit();
  must(lost === 0, `${lost} trials have no outcome`);
  must(recordedTwice === 0, `${recordedTwice} outcomes were written twice`);
  (scenario.expect ?? undisturbed)(outcomes, reference);
  const slowest = Math.max(0, ...arena.recoveries);
  must(slowest <= PROMISED_MS, `recovery took ${(slowest / 1000).toFixed(1)} s`);
  must(rounds === 0 || arena.injected > 0, 'the run was over before the first fault');
  for (const { key, metrics } of outcomes)
    if (!scenario.poison) reference.set(key, metrics.accuracy ?? Number.NaN);
}

/** What the ledger and the workers' logs say, also of a run that did not end as it should. */
async function findings(scenario: Scenario, arena: Arena, trials: number): Promise<Partial<Row>> {
  const { injected, recoveries } = arena;
  // Whose storage was deleted has nothing left to count.
  const audit = scenario.stops ? undefined : await within(10_000, arena.books.audit()).catch(() => undefined);
  const logs = await Promise.all(arena.workers.map((_, index) => readFile(arena.workerLog(index), 'utf8')));
  const begun = logs
    .flatMap((log) => log.split('\n'))
    .filter((line) => line.includes('"msg":"began"'))
    .reduce((sum, line) => sum + (JSON.parse(line) as { trials: number }).trials, 0);
  return {
    injected: injected || (scenario.mischief ? 1 : 0),
    recoveries,
    ...(audit
      ? { lost: audit.lost, recordedTwice: audit.recordedTwice, extraAttempts: Math.max(0, begun - trials) }
      : {}),
  };
}

/** No secret shows in a list of processes or in a log. */
async function secretsAreKept(arena: Arena): Promise<void> {
  const logs = await Promise.all(
    ['coordinator.log', 'worker-0.log', 'nats-server.log'].map((name) =>
      readFile(`${arena.directory}/${name}`, 'utf8'),
    ),
  );
  const seen = [await arena.commandLines(), ...logs].join('\n');
  for (const secret of arena.secrets)
    must(!seen.includes(secret), 'a secret shows in a command line or a log');
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const over = new AbortController();
  try {
    return await Promise.race([
      work,
      setTimeout(ms, undefined, { signal: over.signal }).then((): never => {
        throw new Error(`not done within ${ms / 1000} s`);
      }),
    ]);
  } finally {
    over.abort();
  }
}
