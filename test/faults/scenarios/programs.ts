/**
 * Faults of programs of a user's own, in whole runs of `fanout run`: nothing lost, nothing twice, and nothing
 * left running.
 */
import { symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../../../coordinator/ledger/outcome.ts';
import { trialDirectoryName } from '../../../worker/trainers/trial-directory.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { must, SkippedError } from '../checks.ts';
import type { LocalCommand } from '../local/command.ts';
import { FaultyPrograms, PROGRAM_FAULTS, PROGRAM_TRIALS, programStudy } from '../local/faulty-programs.ts';
import { memoryGroup } from '../local/memory-group.ts';
import { isWorker } from '../local/processes.ts';
import type { LocalSite } from '../local/site.ts';
import type { Scenario } from '../scenario.ts';

const MUCH = 20_000_000;
const GIGABYTE = 1_000_000_000;
const GROUP_BYTES = 64 * 2 ** 20;

/** Has the site run programs that commit these faults. */
async function programsOf(site: LocalSite, faults: readonly string[], bytes = MUCH): Promise<FaultyPrograms> {
  const programs = new FaultyPrograms(join(site.directory, 'place'));
  await site.takeStudy(programStudy(programs.place, bytes), PROGRAM_TRIALS);
  programs.plan(faults, site.random);
  return programs;
}

let reference: Promise<readonly Outcome[]> | undefined;

/** The outcomes of a run whose programs do nothing wrong: one run for all scenarios, the first that asks. */
function undisturbed(site: LocalSite): Promise<readonly Outcome[]> {
  reference ??= (async () => {
    await programsOf(site, []);
    return (await ended(site, site.start(), 0)).outcomes;
  })();
  return reference;
}

/** What a command ends with some of whose trials failed. */
const SOME_FAILED = 1;

/** Waits for the end of a command, which must be with this status, and reads the ledger. */
async function ended(site: LocalSite, command: LocalCommand, status: number) {
  const { code } = await command.ended;
  must(code === status, `the command ended with ${code}: ${command.text.slice(-400)}`);
  return site.finished(site.runs.at(-1)!);
}

async function allAtOnce(site: LocalSite, faults: readonly string[], bytes?: number): Promise<void> {
  const expected = await undisturbed(site);
  const programs = await programsOf(site, faults, bytes);
  const { outcomes } = await ended(site, site.start(), faults === PROGRAM_FAULTS ? SOME_FAILED : 0);
  site.injected += programs.committed;
  programs.check(outcomes, expected, true);
}

/** Workers die in the middle of programs that misbehave; each is killed once, at a moment of its own. */
async function workersKilled(site: LocalSite): Promise<void> {
  const expected = await undisturbed(site);
  const programs = await programsOf(site, PROGRAM_FAULTS);
  const command = site.start();
  for (const least of [3, 8]) {
    await command.until(() => command.recorded >= least + site.random.between(0, 3));
    await setTimeout(site.random.between(0, 300));
    const workers = site.processes.filter(isWorker);
    must(workers.length > 0, `no worker is alive: ${command.text.slice(-400)}`);
    process.kill(workers[site.random.between(0, workers.length - 1)]!.pid, 'SIGKILL');
    site.injected += 1;
  }
  const { outcomes } = await ended(site, command, SOME_FAILED);
  site.injected += programs.committed;
  programs.check(outcomes, expected, false);
}

/** The command, in which the coordinator is, dies in the middle, and the run is taken up again. */
async function commandKilled(site: LocalSite, rounds: number): Promise<void> {
  const expected = await undisturbed(site);
  const programs = await programsOf(site, PROGRAM_FAULTS);
  let run: string | undefined;
  for (let round = 0; round < rounds; round++) {
    const command = site.start(run);
    await command.until(() => programs.committed >= site.random.between(1, 4) + 5 * round);
    await setTimeout(site.random.between(0, 500));
    if (command.alive) site.injected += 1;
    await command.kill();
    await site.empty();
    run = site.runs.at(-1)!;
  }
  const { outcomes } = await site.finish(run!, SOME_FAILED);
  site.injected += programs.committed;
  programs.check(outcomes, expected, false);
}

/** The disk of the programs' own directories is full: a program has filled it. */
async function scratchFilled(site: LocalSite): Promise<void> {
  const expected = await undisturbed(site);
  const scratch = join(site.directory, 'scratch');
  const disk = await smallDisk(scratch, 8);
  if (!disk) throw new SkippedError('no tmpfs can be mounted here');
  try {
    const programs = await programsOf(site, ['fills', 'fills', 'fills']);
    let command = site.start(undefined, { TMPDIR: scratch });
    const run = () => site.runs.at(-1)!;
    for (let { code } = await command.ended; code !== 0; { code } = await command.ended) {
      // The other worker may have found no room for its own files: that ends a run, which says how to go on.
      must(code === 2 && /OUTPUT_UNWRITABLE|no space left/i.test(command.text), command.text.slice(-400));
      await site.empty();
      command = site.start(run(), { TMPDIR: scratch });
    }
    const { outcomes } = await site.finished(run());
    site.injected += programs.committed;
    programs.check(outcomes, expected, true);
  } finally {
    await disk.remove();
  }
}

/** The disk of the run itself is full of a program's checkpoint, which somebody removes. */
async function checkpointFilled(site: LocalSite): Promise<void> {
  const expected = await undisturbed(site);
  const disk = await smallDisk(site.out, 48);
  if (!disk) throw new SkippedError('no tmpfs can be mounted here');
  try {
    const programs = await programsOf(site, ['keeps']);
    const command = site.start();
    const ballast = async () => {
      const [run] = site.runs;
      const trials = join(site.out, run!, 'checkpoints');
      await rm(join(trials, trialDirectoryName(programs.trialWith('keeps')), 'program', 'ballast'), {
        force: true,
      });
    };
    await command.until(() => programs.committed > 0);
    await setTimeout(site.random.between(500, 2_000));
    await ballast();
    const { code } = await command.ended;
    await site.empty();
    await ballast();
    const { outcomes } = code === 0 ? await site.finished(site.runs[0]!) : await site.finish(site.runs[0]!);
    site.injected += programs.committed;
    programs.check(outcomes, expected, true);
  } finally {
    await disk.remove();
  }
}

async function outOfMemory(site: LocalSite): Promise<void> {
  const group = memoryGroup(`fanout-faults-${process.pid}`, GROUP_BYTES);
  try {
    const expected = await undisturbed(site);
    const programs = await programsOf(site, ['eats', 'starves', 'eats']);
    symlinkSync(group.path, join(programs.place, 'memory'));
    const { outcomes } = await ended(site, site.start(), SOME_FAILED);
    site.injected += programs.committed;
    programs.check(outcomes, expected, true);
  } finally {
    await group.remove();
  }
}

export const PROGRAM_SCENARIOS: readonly Scenario[] = [
  {
    name: 'programs: each of their faults',
    short: true,
    rounds: 3,
    async local(site, rounds) {
      for (let round = 0; round < Math.ceil(rounds / 2); round++) await allAtOnce(site, PROGRAM_FAULTS);
    },
  },
  {
    name: 'programs: 1 GB of output',
    rounds: 1,
    local: (site) => allAtOnce(site, ['much'], GIGABYTE),
  },
  { name: 'programs: each of their faults, workers killed', rounds: 2, long: true, local: workersKilled },
  {
    name: 'programs: each of their faults, command killed',
    short: true,
    rounds: 3,
    local: commandKilled,
  },
  { name: 'programs: out of memory', short: true, rounds: 1, local: outOfMemory },
  { name: 'programs: disk of their directories full', short: true, rounds: 1, local: scratchFilled },
  { name: 'programs: disk of the run full', rounds: 1, local: checkpointFilled },
];
