/**
 * Measures the training engines on the first study's network, batch 32: `npm run bench:engine -- [--profile]
 * [--keras] [--rounds N]`.
 *
 * With `--backend NAME [--packs 1,7,35,140] [--seconds 2] [--peers torch_packs,jax_packs]`: packs of that
 * backend instead, beside PyTorch and JAX on the same card, where `python3` has them.
 *
 * Every engine is a process of its own. Rounds alternate between pack sizes (and Keras), so that what else
 * the machine does falls on all of them; medians and minimums are over all blocks of 224 trial-steps of all
 * rounds (Keras: over all steps). Ratios are taken within each round.
 */
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mnist } from '../../engines/engine.samples.ts';
import { BACKENDS } from '../../engines/engine.ts';
import { startKeras, traceGraph } from './keras.ts';
import { printPacks } from './packs/print.ts';
import { type Peer, startPeer } from './peer.ts';
import type { Profile } from './profile.ts';

const PACKS = [1, 2, 4, 7] as const;
const BATCH = 32;
/**
 * Steps of Keras in a round, and blocks of 224 trial-steps of an engine, each of which ends with reading the
 * losses.
 */
const STEPS = 100;
const BLOCKS = 2;
/**
 * Convolution forward and filter gradient, dense layers forward and both gradients: multiply and add counted
 * as two.
 */
const MEGAFLOP = (2 * BATCH * (2 * 26 * 26 * 9 * 32 + 3 * (5408 * 100 + 100 * 10))) / 1e6;

const { values: options } = parseArgs({
  options: {
    profile: { type: 'boolean', default: false },
    keras: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '6' },
    backend: { type: 'string' },
    packs: { type: 'string', default: '1,7,35,140' },
    seconds: { type: 'string', default: '2' },
    peers: { type: 'string', default: '' },
  },
});
if (options.backend !== undefined) {
  await printPacks(options.backend, options);
  process.exit();
}
const rounds = Number(options.rounds);

interface Steps {
  readonly times: readonly number[];
  readonly cpuMs: number;
}

const peerScript = fileURLToPath(new URL('./engine-peer.ts', import.meta.url));
const startEngine = (backend: string) =>
  startPeer<{ description: string }>(process.execPath, ['--import', 'tsx', peerScript, backend]);

const sorted = (times: readonly number[]) => [...times].sort((a, b) => a - b);
const median = (times: readonly number[]) => sorted(times)[times.length >> 1]!;
const minimum = (times: readonly number[]) => sorted(times)[0]!;
const fixed = (value: number, digits = 2) => value.toFixed(digits);

function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function header(cells: readonly string[]): void {
  row(cells);
  row(cells.map(() => '---'));
}

/** One line of the table from all the steps of one pack size. */
function line(
  name: string,
  pack: number,
  times: readonly number[],
  cpuMs: readonly number[],
  rate: number | undefined,
): void {
  const [typical, best] = [median(times) / pack, minimum(times) / pack];
  const gflops = MEGAFLOP / typical;
  row([
    name,
    pack,
    fixed(typical),
    fixed(best),
    fixed(median(cpuMs) / pack),
    Math.round((BATCH / typical) * 1000),
    fixed(gflops, 1),
    rate === undefined ? '' : `${fixed((100 * gflops) / rate, 0)} %`,
  ]);
}

/** Alternates rounds of every entry; returns the steps of each. */
async function alternate(
  entries: readonly (() => Promise<Steps>)[],
): Promise<{ times: number[]; cpuMs: number[]; rounds: number[] }[]> {
  const results = entries.map(() => ({
    times: [] as number[],
    cpuMs: [] as number[],
    rounds: [] as number[],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, measure] of entries.entries()) {
      const { times, cpuMs } = await measure();
      results[index]!.times.push(...times);
      results[index]!.cpuMs.push(cpuMs);
      results[index]!.rounds.push(median(times));
    }
  }
  return results;
}

const train = (peer: Peer, pack: number) => () => peer.ask<Steps>({ kind: 'train', pack, blocks: BLOCKS });

async function usableEngines() {
  const engines: { backend: string; peer: Peer; description: string }[] = [];
  for (const backend of BACKENDS) {
    try {
      const peer = await startEngine(backend);
      engines.push({ backend, peer, description: peer.ready.description });
    } catch (error) {
      const why = String(error).match(/FanoutError: .*/)?.[0] ?? String(error).slice(0, 200);
      console.log(`${backend}: not measured (${why})`);
    }
  }
  return engines;
}

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]!.model}, ${availableParallelism()} cores, Node ${process.version}`,
);
console.log(`the first study's network, batch ${BATCH}: ${fixed(MEGAFLOP, 0)} MFLOP a trial-step\n`);
const engines = await usableEngines();
const keras = options.keras ? await startKeras(1) : undefined;
for (const { backend, description } of engines) console.log(`${backend}: ${description}`);
if (keras) console.log(`keras: ${keras.description}, 1 thread, model.fit`);

const entries = engines.flatMap(({ backend, peer }) =>
  PACKS.map((pack) => ({ backend, pack, run: train(peer, pack) })),
);
if (keras)
  entries.push({
    backend: 'keras',
    pack: 1 as 1 | 2 | 4 | 7,
    run: () => keras.peers[0]!.ask<Steps>({ steps: STEPS }),
  });
const results = await alternate(entries.map(({ run }) => run));
const rates = new Map<string, number>();
for (const { backend, peer } of engines)
  rates.set(backend, (await peer.ask<{ gflops: number }>({ kind: 'matrix' })).gflops);

console.log('\nOne process, one thread:\n');
header([
  'engine',
  'pack',
  'ms/trial-step median',
  'min',
  'CPU ms',
  'images/s',
  'GFLOP/s',
  'of the matrix product',
]);
for (const [index, { backend, pack }] of entries.entries()) {
  line(backend, pack, results[index]!.times, results[index]!.cpuMs, rates.get(backend));
}
console.log();
for (const { backend } of engines) {
  const single = results[entries.findIndex((each) => each.backend === backend && each.pack === 1)]!;
  const seven = results[entries.findIndex((each) => each.backend === backend && each.pack === 7)]!;
  const ratio = (of: readonly number[], to: readonly number[], share = 1) =>
    fixed(median(of.map((value, round) => value / share / to[round]!)));
  const words = [`a pack of 7 costs ${ratio(seven.rounds, single.rounds, 7)} × singles`];
  if (keras) {
    const peer = results.at(-1)!.rounds;
    words.push(
      `a step takes ${ratio(single.rounds, peer)} × Keras's, in packs of 7 ${ratio(seven.rounds, peer, 7)} ×`,
    );
  }
  console.log(`${backend}: ${words.join('; ')} (median over the rounds)`);
}
for (const [backend, rate] of rates)
  console.log(`${backend}: the backend's own matrix product, 512 × 512: ${fixed(rate, 1)} GFLOP/s`);
for (const { backend, peer } of engines) {
  const { perImage } = await peer.ask<{ perImage: number }>({ kind: 'evaluate', pack: 7 });
  console.log(`${backend}: evaluation ${fixed(perImage * 1000, 1)} µs an image and trial`);
}

if (options.profile) {
  for (const { backend, peer } of engines) {
    // TensorFlow times its kernels only for Python, which runs the very same graph.
    const { kernels } =
      backend === 'wasm' ? await peer.ask<Profile>({ kind: 'profile', pack: 1 }) : traceGraph(mnist(BATCH));
    console.log(`\n${backend}, kernel by kernel, a single trial:\n`);
    header(['kernel', 'ms a step', 'calls']);
    for (const { name, ms, calls } of kernels) row([name, fixed(ms, 3), fixed(calls, 0)]);
  }
}
for (const { peer } of [...engines, ...(keras?.peers ?? []).map((peer) => ({ peer }))]) await peer.close();
keras?.release();

if (options.keras) await perCore();

/** Every core busy with a process of one kind: what a whole machine does in the time. */
async function perCore(): Promise<void> {
  const cores = availableParallelism();
  console.log(`\nOne process for each of ${cores} cores, one thread each:\n`);
  header(['engine', 'pack', 'ms/trial-step median', 'min', 'images/s of the machine']);
  const kinds: { name: string; pack: number; peers: Peer[]; request: object; release?: () => void }[] = [];
  for (const { backend } of engines) {
    const peers = await Promise.all(Array.from({ length: cores }, () => startEngine(backend)));
    for (const pack of [1, 7]) {
      kinds.push({
        name: backend,
        pack,
        peers,
        request: { kind: 'train', pack, blocks: BLOCKS },
      });
    }
  }
  const { peers, release } = await startKeras(cores);
  kinds.push({ name: 'keras', pack: 1, peers, request: { steps: STEPS }, release });
  const both = await alternate(
    kinds.map(({ peers: group, request }) => async () => {
      const answers = await Promise.all(group.map((peer) => peer.ask<Steps>(request)));
      return { times: answers.flatMap(({ times }) => times), cpuMs: 0 };
    }),
  );
  for (const [index, { name, pack }] of kinds.entries()) {
    const typical = median(both[index]!.times) / pack;
    row([
      name,
      pack,
      fixed(typical),
      fixed(minimum(both[index]!.times) / pack),
      Math.round((cores * BATCH * 1000) / typical),
    ]);
  }
  for (const peer of new Set(kinds.flatMap(({ peers: group }) => group))) await peer.close();
  for (const kind of kinds) kind.release?.();
}
