import { packPanel, packTurned } from './pack';
import { tileColumns } from './tile-columns';
import { tileRows } from './tile-rows';

/** Columns that are packed at once: a line of the cache. */
const AT_ONCE: i32 = 16;

/**
 * c [rows][columns] = a · b. a: [rows][inner], turned: [inner][rows]; b: [inner][columns], turned:
 * [columns][inner]. scratch: 16 · inner numbers, and 16 more.
 */
export function matmul(
  a: usize, b: usize, c: usize, rows: i32, inner: i32, columns: i32, turnedA: bool, turnedB: bool, scratch: usize,
): void {
  const panels = scratch + 64, panel = <usize>(inner << 5);
  store<i32>(scratch, 0);
  for (let from = 0; from < columns; from += AT_ONCE) {
    const to = min(from + AT_ONCE, columns);
    for (let j = from; j < to; j += 8) {
      const at = panels + (j > from ? panel : 0), own = min(8, columns - j);
      if (turnedB) packTurned(b + <usize>j * inner * 4, <usize>(inner << 2), inner, own, at);
      else packPanel(b + <usize>(j << 2), <usize>(columns << 2), inner, own, at);
    }
    for (let i = 0; i < rows; i += 4) {
      for (let j = from; j < to; j += 8) {
        const at = panels + (j > from ? panel : 0);
        product(a, at, c, i, j, rows, inner, columns, turnedA, scratch);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function product(
  a: usize, panel: usize, c: usize, i: i32, j: i32, rows: i32, inner: i32, columns: i32, turnedA: bool, zero: usize,
): void {
  const own = min(8, columns - j), cRow = <usize>(columns << 2);
  const at = c + <usize>i * cRow + <usize>(j << 2);
  if (turnedA) {
    const count = min(4, rows - i);
    tileColumns(a + <usize>(i << 2), zero, 1, inner, <usize>(rows << 2), panel, 32, at, cRow, count, own, false);
    return;
  }
  const bytes = <usize>(inner << 2), a0 = a + <usize>i * bytes;
  const second = i + 1 < rows ? 1 : 0, third = i + 2 < rows ? 1 : 0, fourth = i + 3 < rows ? 1 : 0;
  const a1 = a0 + second * bytes, a2 = a1 + third * bytes, a3 = a2 + fourth * bytes;
  const c1 = at + second * cRow, c2 = c1 + third * cRow, c3 = c2 + fourth * cRow;
  tileRows(a0, a1, a2, a3, zero, 1, bytes, panel, at, c1, c2, c3, own);
}
