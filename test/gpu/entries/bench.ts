/**
 * Packs of one backend beside PyTorch and JAX, from the bundle: `bench.mjs BACKEND PACKS SECONDS PEERS`,
 * lists separated by commas, "none" for no backend or no peers. A line of JSON for each measurement, then the
 * table.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BACKENDS } from '../../../engines/engine.ts';
import { benchPacks } from '../../bench/packs/packs.ts';

const [name, packs = '', seconds = '', peers = 'none'] = process.argv.slice(2);
const backend = BACKENDS.find((each) => each === name);
if (backend === undefined && name !== 'none')
  throw new Error(`a backend is missing: one of ${BACKENDS.join(', ')}`);
const root = fileURLToPath(new URL('../', import.meta.url));

const lines = await benchPacks({
  ...(backend && { backend }),
  packs: packs.split(',').map(Number),
  seconds: Number(seconds),
  peers: peers === 'none' ? [] : peers.split(','),
  scripts: join(root, 'peers'),
  mnist: join(root, 'datasets/mnist'),
  onMeasured: (measured) => console.log(JSON.stringify(measured)),
});
console.log(['', ...lines].join('\n'));
