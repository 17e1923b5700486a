import { FanoutError } from '../proto/errors.ts';
import { contentChecksum, sha256 } from './checksum.ts';
import type { Dataset } from './dataset.ts';
import { embedded } from './embedded-file.ts';
import { imagesFromIdx } from './images.ts';

/** The first `examples` of MNIST's 60,000 training images. Throws DATASET_MISSING, DATASET_CORRUPT. */
export async function loadMnist(examples?: number): Promise<Dataset> {
  const checksums = JSON.parse(Buffer.from(await embedded('mnist/checksums.json')).toString()) as Record<
    string,
    string
  >;
  const file = async (name: string) => ({
    name,
    bytes: await embedded(`mnist/${name}.gz`),
    sha256: checksums[name]!,
  });
  const [images, labels] = await Promise.all([
    file('train-images-idx3-ubyte'),
    file('train-labels-idx1-ubyte'),
  ]);
  return imagesFromIdx({ name: 'mnist', licence: 'CC BY-SA 3.0' }, images, labels, examples);
}

export const IRIS_FACTS = { examples: 150, shape: [4], classes: 3 } as const;
const IRIS_SHA256 = 'f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449';

/**
 * The first `examples` of the 150 irises (they stand species by species), in centimetres. Throws DATASET_*.
 */
export async function loadIris(examples: number = IRIS_FACTS.examples): Promise<Dataset> {
  const bytes = await embedded('iris/iris.csv');
  const found = sha256(bytes);
  if (found !== IRIS_SHA256) {
    throw new FanoutError(
      'DATASET_CORRUPT',
      `iris/iris.csv must have SHA-256 ${IRIS_SHA256}, found ${found}`,
      {
        hint: 'install fanout again',
      },
    );
  }
  const rows = Buffer.from(bytes)
    .toString()
    .trim()
    .split('\n')
    .slice(1, examples + 1)
    .map((line) => line.split(',').map(Number));
  const x = Float32Array.from(rows.flatMap((row) => row.slice(0, 4)));
  const y = Uint8Array.from(rows.map((row) => row[4]!));
  return {
    name: 'iris',
    ...IRIS_FACTS,
    examples,
    x,
    y,
    scale: 1,
    sha256: contentChecksum(x, y),
    licence: 'CC BY 4.0',
  };
}
