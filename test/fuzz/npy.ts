import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npyHead } from '../../datasets/npy.ts';
import { loadOwn } from '../../datasets/own.ts';
import { npySource } from '../../datasets/pack/from-npy.ts';
import { withDirectory } from './files.ts';
import { mutate, NUMBERS, pick, type Random, randomOf, TEXTS } from './mutate.ts';
import { type Counts, tryInputs } from './sense.ts';

const DTYPES =
  '|u1 |i1 <u2 <i2 <u4 <i4 <u8 <i8 <f4 <f8 >f4 |b1 |O |S5 <U5 toString __proto__ constructor |V0'.split(' ');

/** Examples and labels in npy files, spoiled: read as a dataset and as a source to pack, or refused. */
export function fuzzNpy(deadline: number, seed: number): Promise<Counts> {
  return withDirectory(async (directory) => {
    const random = randomOf(seed);
    const [x, y] = [join(directory, 'x.npy'), join(directory, 'y.npy')];
    const spec = { kind: 'npy', name: 'fuzz', x, y } as const;
    const soundX = array('<f4', [10, 3], 120);
    const soundY = array('<i4', [10], 40);
    const next = () => {
      const ofX = random(2) === 0;
      const spoiled = inputOf(random, ofX ? soundX : soundY);
      // Which of the two it is, then the file.
      return Buffer.concat([Buffer.from([ofX ? 1 : 0]), spoiled]);
    };
    return tryInputs('npy', deadline, next, async (input) => {
      writeFileSync(x, input[0] === 1 ? input.subarray(1) : soundX);
      writeFileSync(y, input[0] === 1 ? soundY : input.subarray(1));
      await loadOwn(spec);
      const source = await npySource({ x, y });
      for await (const _ of source.values([0, source.y.length - 1]));
    });
  });
}

const array = (dtype: string, shape: readonly number[], bytes: number) =>
  Buffer.concat([npyHead(dtype, shape), Buffer.alloc(bytes)]);

function inputOf(random: Random, sound: Buffer): Buffer {
  if (random(2) === 0) return mutate(random, sound);
  const numbers = Array.from({ length: random(5) }, () => pick(random, [...NUMBERS, '10', '3', '0', '10L']));
  const shape = pick(random, [
    `(${numbers.join(', ')})`,
    `(${numbers.join(', ')},)`,
    '()',
    pick(random, TEXTS),
  ]);
  const order = pick(random, ['False', 'True', 'false', '']);
  const header = `{'descr': '${pick(random, DTYPES)}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const version = pick(random, [1, 2, 3, 255]);
  const length = Buffer.alloc(version >= 2 ? 4 : 2);
  if (version >= 2) length.writeUInt32LE(header.length);
  else length.writeUInt16LE(header.length);
  const head = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00`, 'latin1');
  return Buffer.concat([head, length, Buffer.from(header), Buffer.alloc(pick(random, [0, 40, 120, 4096]))]);
}
