/**
 * Packs the right side of a product into panels of 8 columns: [panel][k][8], zeros behind the last column.
 * Row k stands at `rows[k]` bytes from `from`, and its columns `step` bytes apart.
 */
export function packRows(from: usize, rows: usize, count: i32, columns: i32, step: usize, to: usize): void {
  for (let first = 0; first < columns; first += 8) {
    const own = min(8, columns - first), at = from + first * step;
    for (let k = 0; k < count; k++, to += 32) packRow(at + load<usize>(rows + (k << 2)), own, step, to);
  }
}

// @ts-ignore: decorator
@inline
function packRow(from: usize, columns: i32, step: usize, to: usize): void {
  if (columns == 8 && step == 4) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    return;
  }
  for (let j = 0; j < 8; j++, from += step) store<f32>(to + (j << 2), j < columns ? load<f32>(from) : 0);
}

/** One panel of 8 columns (or what there are) of a matrix whose rows are `row` bytes apart. */
export function packPanel(from: usize, row: usize, count: i32, columns: i32, to: usize): void {
  for (let k = 0; k < count; k++, to += 32, from += row) packRow(from, columns, 4, to);
}

/** The same of a matrix that is given turned: column j stands at `from + j · column`. */
export function packTurned(from: usize, column: usize, count: i32, columns: i32, to: usize): void {
  let k = 0;
  if (columns == 8) {
    for (; k + 4 <= count; k += 4, from += 16, to += 128) {
      turn(from, column, to);
      turn(from + 4 * column, column, to + 16);
    }
  }
  for (; k < count; k++, from += 4, to += 32) packRow(from, columns, column, to);
}

/** Four rows of four numbers become four columns, 32 bytes apart. */
// @ts-ignore: decorator
@inline
function turn(from: usize, row: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from + row), c = v128.load(from + 2 * row), d = v128.load(from + 3 * row);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7), CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(AB, CD, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(AB, CD, 1, 3), 96);
}
