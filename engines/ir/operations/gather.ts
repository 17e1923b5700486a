import { apply, type Operation, type Value } from '../form.ts';

/**
 * The rows of a table that numbers name: [places] and a table [rows, length] give [places, length]. Numbers
 * are whole, below the table's rows (a number beyond them is held to the last row), and have no gradient.
 */
export const gatherOperation: Operation = {
  name: 'gather',
  types: (_, [table, rows]) => [{ shape: [rows!.shape[0]!, table!.shape[1]!], batched: rows!.batched }],
  exact(_, [table, rows]) {
    const [count, length] = table!.dims as [number, number];
    const found = [...rows!.data].flatMap((row) => {
      const at = clamp(row, count) * length;
      return [...table!.data.subarray(at, at + length)];
    });
    return [Float64Array.from(found)];
  },
  gradient: ({ inputs: [table, rows] }, [dy]) => [
    apply(scatterAddOperation, { count: table!.shape[0]! }, [rows!, dy!])[0]!,
    undefined,
  ],
};

/** The gradient of a table: the sum of what each of its rows was given. */
export const scatterAddOperation: Operation<{ readonly count: number }> = {
  name: 'scatterAdd',
  types: ({ count }, [, dy]) => [{ shape: [count, dy!.shape[1]!], batched: false }],
  exact({ count }, [rows, dy]) {
    const length = dy!.dims.at(-1)!;
    const table = new Float64Array(count * length);
    for (const [at, value] of dy!.data.entries()) {
      const row = clamp(rows!.data[Math.floor(at / length)]!, count);
      table[row * length + (at % length)]! += value;
    }
    return [table];
  },
};

export const gather = (table: Value, rows: Value): Value => apply(gatherOperation, {}, [table, rows])[0]!;

const clamp = (row: number, count: number) => Math.min(Math.max(Math.trunc(row), 0), count - 1);
