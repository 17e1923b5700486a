import { apply, misused, type Operation, type Type, type Value } from '../form.ts';

type Attributes = { readonly transposeA: boolean; readonly transposeB: boolean };

/**
 * The product of two matrices. A batched list is a matrix with a row for each example; the batch is summed
 * over (both transposed and batched: a gradient of weights), or it stays the rows.
 */
export const matmulOperation: Operation<Attributes> = {
  name: 'matmul',
  types({ transposeA, transposeB }, [a, b]) {
    const [rows, inner] = sides(a!, transposeA);
    const [alsoInner, columns] = sides(b!, transposeB);
    if (inner !== alsoInner || columns === 'batch')
      throw misused('matmul', `[${a!.shape}] and [${b!.shape}] do not meet`);
    return [
      rows === 'batch' ? { shape: [columns], batched: true } : { shape: [rows, columns], batched: false },
    ];
  },
  exact({ transposeA, transposeB }, [a, b], [dims]) {
    const [rows, columns] = dims as [number, number];
    const inner = a!.data.length / rows;
    const result = new Float64Array(rows * columns);
    for (let at = 0; at < result.length; at++) {
      const row = Math.floor(at / columns);
      const column = at % columns;
      for (let i = 0; i < inner; i++) {
        const left = transposeA ? i * rows + row : row * inner + i;
        const right = transposeB ? column * inner + i : i * columns + column;
        result[at]! += a!.data[left]! * b!.data[right]!;
      }
    }
    return [result];
  },
  gradient({ attributes: { transposeA, transposeB }, inputs }, [dy]) {
    const [a, b] = inputs as [Value, Value];
    return [
      transposeA ? matmul(b, dy!, transposeB, true) : matmul(dy!, b, false, !transposeB),
      transposeB ? matmul(dy!, a, true, transposeA) : matmul(a, dy!, !transposeA, false),
    ];
  },
};

/** Rows and columns of a matrix as the product sees it. */
function sides({ shape, batched }: Type, transposed: boolean): [number | 'batch', number | 'batch'] {
  if (shape.length !== (batched ? 1 : 2)) throw misused('matmul', `[${shape}] is no matrix`);
  const [rows, columns] = batched ? (['batch', shape[0]!] as const) : (shape as unknown as [number, number]);
  return transposed ? [columns, rows] : [rows, columns];
}

export const matmul = (a: Value, b: Value, transposeA = false, transposeB = false): Value =>
  apply(matmulOperation, { transposeA, transposeB }, [a, b])[0]!;
