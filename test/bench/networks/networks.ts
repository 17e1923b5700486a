/**
 * Steps of whole networks on the training engines, beside Keras 2.15, PyTorch and JAX: `npm run
 * bench:networks [-- --only seed,resnet20 --engines wasm --peers keras,jax --rounds 5]`.
 *
 * Every one is a process of its own with one thread. They train in turns; ratios are of processor time,
 * which other work on the machine disturbs less than wall time. Batches are in memory, as each wants them;
 * an engine copies its own in, and all read their losses at the end of a round.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Peer, startPeer } from '../peer.ts';
import { PEERS, startPeerOf } from './environments.ts';
import { buildEverywhere, type Contender, takeTurns } from './measure.ts';
import type { Ready } from './protocol.ts';
import { heading, rows } from './table.ts';
import { ENGINES, WORKS } from './works.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    engines: { type: 'string' },
    peers: { type: 'string' },
    rounds: { type: 'string', default: '7' },
  },
});

/** The names that an option lists, all of them where it is absent; throws for one that is not known. */
function chosen<Name extends string>(option: 'only' | 'engines' | 'peers', known: readonly Name[]): Name[] {
  const given = options[option]?.split(',').filter((name) => name !== '') ?? known;
  return given.map((name) => {
    const found = known.find((each) => each === name);
    if (found === undefined) throw new Error(`--${option} ${name}: must be among ${known.join(', ')}`);
    return found;
  });
}

const script = fileURLToPath(new URL('./engine-process.ts', import.meta.url));
const startEngine = (backend: string) =>
  startPeer<Ready>(process.execPath, ['--import', 'tsx', script, backend]);

function load(): string {
  return loadavg()
    .map((value) => value.toFixed(1))
    .join(', ');
}

const works = chosen(
  'only',
  WORKS.map(({ name }) => name),
).map((name) => WORKS.find((work) => work.name === name)!);
const [engines, peers] = [chosen('engines', ENGINES), chosen('peers', PEERS)];
const rounds = Number(options.rounds);
const when = new Date().toISOString().slice(0, 16).replace('T', ' ');
console.log(`${when}, ${cpus()[0]!.model}, ${availableParallelism()} cores, Node ${process.version}`);

const contenders: Contender[] = [];
async function enter(name: string, starting: Promise<Peer & { readonly ready: Ready }>): Promise<void> {
  const process = await starting;
  console.log(`${name}: ${process.ready.description}`);
  contenders.push({ name, process });
}
for (const name of engines) await enter(name, startEngine(name));
for (const name of peers) await enter(name, startPeerOf(name));

console.log(`load before: ${load()}; ${rounds} rounds\n`);
for (const each of heading()) console.log(each);
for (const work of works) {
  const trainable = await buildEverywhere(work, contenders);
  const titled = { ...work, title: `${work.title}; ${trainable.toLocaleString('en')} parameters` };
  for (const each of rows(titled, await takeTurns(work, contenders, rounds))) console.log(each);
}
console.log(`\nload after: ${load()}`);
for (const { process } of contenders) await process.close();
