/**
 * Faults of `fanout run` as a user has it: the command, its shells, and the directory that it goes on from.
 */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { must } from '../checks.ts';
import { guardOf, isWorker } from '../local/processes.ts';
import type { LocalSite } from '../local/site.ts';
import type { Scenario } from '../scenario.ts';

/**
 * Kills the command at a moment of its first second: counted from its workers, from its run's directory, from
 * its own start.
 */
async function killedEarly(site: LocalSite, round: number): Promise<void> {
  const command = site.start();
  const before = site.runs.length;
  const begun = [() => site.processes.some(isWorker), () => site.runs.length > before, () => true][
    round % 3
  ]!;
  await command.until(begun);
  await setTimeout(site.random.between(0, round % 3 === 0 ? 600 : 1_000));
  site.injected += 1;
  await command.kill();
  await site.empty();
  const run = site.runs[before];
  if (run === undefined) return;
  const again = site.start(run);
  const { code } = await again.ended;
  if (code === 0) return void (await site.finished(run));
  // What was never opened has nothing to go on from, and says so.
  must(round % 3 !== 0, `a run with workers does not go on: ${again.text}`);
  must(command.recorded === 0, `a run with outcomes does not go on: ${again.text}`);
  must(code === 2, `--resume ended with ${code}: ${again.text}`);
  must(/there is no run|its storage .* (is gone|does not have it)/.test(again.text), again.text);
  await site.empty();
}

async function guardKilled(site: LocalSite): Promise<void> {
  const command = site.start();
  await command.until(() => command.recorded >= site.random.between(1, 10));
  await setTimeout(site.random.between(0, 500));
  const guard = guardOf(site.processes);
  must(guard !== undefined, 'nats-server has no guard');
  site.injected += 1;
  process.kill(guard.pid, 'SIGKILL');
  const { code } = await command.ended;
  await site.empty();
  const run = site.runs.at(-1)!;
  if (code !== 0) {
    must(code === 2, `the command ended with ${code}: ${command.text}`);
    must(command.text.includes('nats-server has ended by itself: its guard was killed'), command.text);
    must(command.text.includes(`run --resume ${run}`), `no word of how to go on: ${command.text}`);
    await site.finish(run);
  } else await site.finished(run);
}

/** One byte of the ledger's messages is another than was written. */
async function flipByte(site: LocalSite, run: string): Promise<string> {
  const store = join(site.out, run, 'nats');
  const ledger = `KV_fanout-ledger-${run}/msgs/`;
  const blocks = (await readdir(store, { recursive: true })).filter(
    (path) => path.includes(ledger) && path.endsWith('.blk'),
  );
  const block = join(store, blocks.sort()[site.random.between(0, blocks.length - 1)]!);
  const bytes = await readFile(block);
  const place = site.random.between(0, bytes.length - 1);
  bytes[place]! ^= 1 << site.random.between(0, 7);
  await writeFile(block, bytes);
  return `byte ${place} of ${bytes.length}`;
}

async function flippedByte(site: LocalSite, rounds: number): Promise<void> {
  const run = await site.brokenOff(site.random.between(5, 30));
  const store = join(site.out, run, 'nats');
  const whole = join(site.directory, 'whole');
  const { outcomes } = await site.audit(run);
  await cp(store, whole, { recursive: true });
  const copies = await readFile(join(site.out, run, 'outcomes.jsonl'));
  for (let round = 0; round < rounds; round++) {
    const where = await flipByte(site, run);
    site.injected += 1;
    const command = site.start(run);
    const { code } = await command.ended;
    must(code === 0, `${where}: --resume ended with ${code}: ${command.text}`);
    sameAccuracies(outcomes, (await site.finished(run)).outcomes, where);
    // A byte of a message that was taken out of the storage before means nothing.
    for (const line of command.text.split('\n').filter((text) => text.includes('storage of NATS')))
      must(/put back from the copy|trained again|is kept/.test(line), `${where}: ${line}`);
    await rm(store, { recursive: true });
    await cp(whole, store, { recursive: true });
    // What is known of the parts so far belongs to the storage that was put aside.
    for (const name of ['seconds.json', 'results.json', 'outcomes.jsonl'])
      await rm(join(site.out, run, name), { force: true });
    if (round % 2 === 0) await writeFile(join(site.out, run, 'outcomes.jsonl'), copies);
  }
  sameAccuracies(outcomes, (await site.finish(run)).outcomes, 'restored');
}

type Outcomes = Awaited<ReturnType<LocalSite['audit']>>['outcomes'];

function sameAccuracies(before: Outcomes, after: Outcomes, where: string): void {
  const accuracies = new Map(after.map(({ key, metrics }) => [key, metrics.accuracy]));
  for (const { key, metrics } of before)
    must(accuracies.get(key) === metrics.accuracy, `${where}: ${key} has another accuracy`);
}

interface EditedManifest {
  trials: number;
  study: { seeds: number[]; objective: { margin?: number }; settings: { training: { epochs: number } } };
}

/** What somebody could change in a manifest, with the field that the command has to name. */
const EDITS: readonly [field: string, edit: (manifest: EditedManifest) => void][] = [
  ['trials', (manifest) => (manifest.trials -= 10)],
  ['study.seeds', (manifest) => (manifest.study.seeds = [1])],
  ['study.objective.margin', (manifest) => (manifest.study.objective.margin = 0.4)],
  ['study.settings.training.epochs', (manifest) => (manifest.study.settings.training.epochs = 3)],
];

async function editedManifest(site: LocalSite, rounds: number): Promise<void> {
  const run = await site.brokenOff(site.random.between(1, 20));
  const path = join(site.out, run, 'manifest.json');
  const text = await readFile(path, 'utf8');
  const before = JSON.stringify((await site.audit(run)).outcomes);
  const first = site.random.between(0, EDITS.length - 1);
  for (let round = 0; round < rounds; round++) {
    const [field, edit] = EDITS[(first + round) % EDITS.length]!;
    const manifest = JSON.parse(text) as EditedManifest;
    edit(manifest);
    await writeFile(path, JSON.stringify(manifest));
    site.injected += 1;
    const command = site.start(run);
    const { code } = await command.ended;
    must(code === 2, `with another ${field} --resume ended with ${code}: ${command.text}`);
    must(command.text.includes(field), `another ${field} is not named: ${command.text}`);
    await site.empty();
    const after = JSON.stringify((await site.audit(run)).outcomes);
    must(after === before, `with another ${field} the ledger was changed`);
  }
  await writeFile(path, text);
  await site.finish(run);
}

export const COMMAND_FAULTS: readonly Scenario[] = [
  {
    name: 'fanout run: killed in its first second',
    short: true,
    rounds: 6,
    async local(site, rounds) {
      for (let round = 0; round < rounds; round++) await killedEarly(site, round);
    },
  },
  {
    name: 'fanout run: guard of nats-server killed',
    short: true,
    rounds: 2,
    async local(site, rounds) {
      for (let round = 0; round < rounds / 2; round++) await guardKilled(site);
    },
  },
  { name: 'fanout run: byte of its ledger flipped', short: true, rounds: 6, local: flippedByte },
  { name: 'fanout run: manifest edited', short: true, rounds: 4, local: editedManifest },
];
