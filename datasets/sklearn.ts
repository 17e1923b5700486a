/** Datasets that scikit-learn has, value for value (datasets/sklearn/README.md). */
import { gunzipSync } from 'node:zlib';
import { FanoutError } from '../proto/errors.ts';
import { contentChecksum } from './checksum.ts';
import type { Dataset, DatasetFacts } from './dataset.ts';
import { embedded } from './embedded-file.ts';

interface SklearnSet {
  readonly facts: Pick<DatasetFacts, 'examples' | 'shape' | 'classes' | 'task'>;
  readonly licence: string;
  /** Of whole numbers that are used as value × scale; absent: numbers as they are. */
  readonly bytes?: { readonly scale: number };
  /** Of the values that scikit-learn loads, as `contentChecksum` names them. */
  readonly sha256: string;
}

const LICENCE = 'CC BY 4.0';

export const SKLEARN_SETS = {
  digits: {
    facts: { examples: 1797, shape: [8, 8, 1], classes: 10 },
    licence: LICENCE,
    // Its pixels are 0 to 16.
    bytes: { scale: 1 / 16 },
    sha256: 'fe61bc84cd6a594d5ed1b937b7d8f8f791d4091d2a9df91fe5d6066156a4db6e',
  },
  wine: {
    facts: { examples: 178, shape: [13], classes: 3 },
    licence: LICENCE,
    sha256: 'd919ffdf50a763e57150d80189956465c43de7b331d14a178a175404648606d1',
  },
  'breast-cancer': {
    facts: { examples: 569, shape: [30], classes: 2 },
    licence: LICENCE,
    sha256: '86abafa0d5a78e22763d04a8ac6a8cf82de38afc648f396da59cea94e70dc4ba',
  },
  diabetes: {
    facts: { examples: 442, shape: [10], classes: 1, task: 'regression' },
    licence: 'BSD-3-Clause (as scikit-learn ships it)',
    sha256: 'dfe8bf10292413576e3fd58c22ce77ad4ab87ab7db3990a2780b756ac685c9dd',
  },
} as const satisfies Record<string, SklearnSet>;

/** The first `examples` of one of them, in scikit-learn's order. Throws DATASET_MISSING, DATASET_CORRUPT. */
export async function loadSklearn(name: keyof typeof SKLEARN_SETS, examples?: number): Promise<Dataset> {
  const { facts, licence, bytes, sha256 }: SklearnSet = SKLEARN_SETS[name];
  const path = `sklearn/${name}.csv.gz`;
  const text = unpacked(path, await embedded(path));
  const rows = text.trim().split('\n').slice(1);
  const cells = rows.map((line) => line.split(',').map(Number));
  const values = cells.flatMap((row) => row.slice(0, -1));
  const targets = cells.map((row) => row.at(-1)!);
  const x = bytes ? Uint8Array.from(values) : Float32Array.from(values);
  const y = facts.task === 'regression' ? Float32Array.from(targets) : Uint8Array.from(targets);
  if (contentChecksum(x, y) !== sha256) throw corrupt(path, 'its values are not those that it must have');
  const kept = examples ?? facts.examples;
  const first = { x: x.slice(0, kept * (x.length / facts.examples)), y: y.slice(0, kept) };
  const scale = bytes?.scale ?? 1;
  return {
    ...{ name, ...facts, examples: kept, ...first, scale, licence },
    sha256: contentChecksum(first.x, first.y),
  };
}

function unpacked(path: string, bytes: Uint8Array): string {
  try {
    return gunzipSync(bytes).toString();
  } catch (error) {
    throw corrupt(path, `it is not a whole gzip file: ${(error as Error).message}`);
  }
}

function corrupt(path: string, what: string): FanoutError {
  return new FanoutError('DATASET_CORRUPT', `${path}, which comes with fanout, is damaged: ${what}`, {
    hint: 'install fanout again',
  });
}
