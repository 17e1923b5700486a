import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { Dataset } from './dataset.ts';

export const MNIST_FACTS = { examples: 60_000, shape: [28, 28, 1], classes: 10 };

export async function loadMnist(examples = 60_000): Promise<Dataset> {
  const read = async (name: string) => gunzipSync(await readFile(new URL(`./mnist/${name}.gz`, import.meta.url)));
  const x = new Uint8Array((await read('train-images-idx3-ubyte')).subarray(16, 16 + examples * 784));
  const y = new Uint8Array((await read('train-labels-idx1-ubyte')).subarray(8, 8 + examples));
  const sha256 = createHash('sha256').update(x).update(new Uint8Array(Uint32Array.from(y).buffer)).digest('hex');
  return { name: 'mnist', ...MNIST_FACTS, examples, x, scale: 1 / 255, y, sha256, licence: 'CC BY-SA 3.0' };
}
