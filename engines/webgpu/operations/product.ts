/**
 * The product of two matrices whose numbers are looked up by expressions: what matrix products and
 * convolutions have in common. A workgroup makes a tile of the result, a thread 4 × 4 numbers of it; where a
 * tile is small, threads share out what is added up, and where the result has few tiles, workgroups do.
 */
import { type Count, countIn } from '../../ir/lowering/count.ts';
import { groupsFor, type Kernel, THREADS } from '../compile/kernel.ts';
import type { Shader } from '../compile/shader.ts';
import { eachNumber } from './each-number.ts';
import { countText, type Lowered, room } from './lowering.ts';

export interface Product {
  readonly name: string;
  readonly perTrial: boolean;
  readonly rows: Count;
  readonly columns: number;
  readonly inner: Count;
  /** Products side by side; the variable `product` tells which. */
  readonly parts: number;
  /**
   * The number of the left matrix at (`row`, `k`), of the right one at (`k`, `column`): variables in scope.
   */
  a(shader: Shader): string;
  b(shader: Shader): string;
  /** Neighbours of the matrices in memory. */
  readonly aAlong: 'row' | 'k';
  readonly bAlong: 'k' | 'column';
  /** A statement that writes a number of the result, at (`row`, `column`). */
  write(shader: Shader, number: string): string;
}

/** Numbers of a product that are one tile. */
interface Tile {
  readonly rows: number;
  readonly columns: number;
}

/** Workgroups that keep a card busy; and how many steps each must have before another one shares its work. */
const BUSY = 128;
const LEAST_INNER = 256;

/** The kernels of a product. Pure. */
export function productKernels(product: Product, { shader, examples }: Lowered): Kernel[] {
  const rows = countIn(product.rows, examples);
  const inner = countIn(product.inner, examples);
  const tile = { rows: tileSide(rows), columns: tileSide(product.columns) };
  const tiles = Math.ceil(rows / tile.rows) * Math.ceil(product.columns / tile.columns) * product.parts;
  const splits = Math.max(1, Math.min(Math.ceil(BUSY / tiles), Math.floor(inner / LEAST_INNER)));
  if (splits === 1) {
    const own = shader();
    return [tiled(own, product, tile, 1, product.write(own, 'number'))];
  }
  return splitUp(product, tile, splits, { shader, examples });
}

/** The side of a tile that leaves little of it empty. */
function tileSide(size: number): number {
  const filled = (side: number) => size / (Math.ceil(size / side) * side);
  if (size <= 16) return 16;
  if (size <= 32) return 32;
  return filled(64) >= 0.8 * filled(32) ? 64 : 32;
}

function splitUp(product: Product, tile: Tile, splits: number, { shader }: Lowered): Kernel[] {
  const { rows, columns, parts, perTrial, name } = product;
  const each = { fixed: rows.fixed * columns * parts, batched: rows.batched };
  const partial = room({ ...each, fixed: each.fixed * splits }, perTrial);
  const [begin, end] = [shader(), shader()];
  const own = `((product * ${countText(rows)} + row) * ${columns}u + column)`;
  const kernel = tiled(
    begin,
    product,
    tile,
    splits,
    begin.writePlace(partial, `part % ${splits}u * ${countText(each)} + ${own}`, 'number'),
  );
  const statements = `let column = i % ${columns}u;
let row = i / ${columns}u % ${countText(rows)};
let product = i / ${columns}u / ${countText(rows)};
var number = 0.0;
for (var s = 0u; s < ${splits}u; s++) { number += ${end.readPlace(partial, `s * ${countText(each)} + i`)}; }
${product.write(end, 'number')}`;
  return [kernel, eachNumber(end, { name: `${name} parts`, count: each, perTrial, statements })];
}

function tiled(shader: Shader, product: Product, tile: Tile, splits: number, write: string): Kernel {
  const { name, perTrial, parts } = product;
  const across = tile.columns / 4;
  const slices = (THREADS * 16) / (tile.rows * tile.columns);
  const depth = Math.max(16, slices);
  const columnTiles = Math.ceil(product.columns / tile.columns);
  const size = Math.max((tile.rows + tile.columns) * depth, slices === 1 ? 0 : THREADS * 16);
  const sizes = { tile, slices, depth, across, splits };
  return shader.kernel({
    name,
    threads: [THREADS, 1, 1],
    groups: (n) => {
      const tiles = Math.ceil(countIn(product.rows, n) / tile.rows) * columnTiles;
      return groupsFor(tiles * THREADS);
    },
    perTrial,
    parts: parts * splits,
    module: `var<workgroup> pool: array<f32, ${size}>;`,
    main: `let tile = group.y * groups.x + group.x;
let row0 = tile / ${columnTiles}u * ${tile.rows}u;
let column0 = tile % ${columnTiles}u * ${tile.columns}u;
let rows = ${countText(product.rows)};
let product = part / ${splits}u;
${summing(shader, product, sizes)}
${slices === 1 ? writingOwn(product, sizes, write) : writingShared(product, sizes, write)}`,
  });
}

interface Sizes {
  readonly tile: Tile;
  /** Groups of threads that share out what is added up. */
  readonly slices: number;
  /** Numbers that are added up between two barriers. */
  readonly depth: number;
  /** Threads along the columns of a tile. */
  readonly across: number;
  readonly splits: number;
}

/** Leaves 4 × 4 sums in `acc0` … `acc3`. */
function summing(shader: Shader, product: Product, { tile, slices, depth, across, splits }: Sizes): string {
  const inner = countText(product.inner);
  const chunk = `(((${inner} + ${splits - 1}u) / ${splits}u + ${depth - 1}u) / ${depth}u * ${depth}u)`;
  const { rows: tm, columns: tn } = tile;
  const at = (along: boolean, side: number) =>
    along ? { side: `l % ${side}u`, deep: `l / ${side}u` } : { side: `l / ${depth}u`, deep: `l % ${depth}u` };
  const [left, right] = [at(product.aAlong === 'row', tm), at(product.bAlong === 'column', tn)];
  const four = (from: string) =>
    `vec4f(${[0, 1, 2, 3].map((each) => `pool[${from} + ${each}u]`).join(', ')})`;
  return `let slice = lane / ${THREADS / slices}u;
let ty = lane % ${THREADS / slices}u / ${across}u * 4u;
let tx = lane % ${across}u * 4u;
let begin = ${splits === 1 ? '0u' : `part % ${splits}u * ${chunk}`};
let end = ${splits === 1 ? inner : `min(${inner}, begin + ${chunk})`};
${[0, 1, 2, 3].map((row) => `var acc${row} = vec4f();`).join('\n')}
for (var k0 = begin; k0 < end; k0 += ${depth}u) {
  for (var l = lane; l < ${tm * depth}u; l += ${THREADS}u) {
    let row = row0 + ${left.side};
    let k = k0 + ${left.deep};
    var number = 0.0;
    if (row < rows && k < end) { number = ${product.a(shader)}; }
    pool[(${left.deep}) * ${tm}u + ${left.side}] = number;
  }
  for (var l = lane; l < ${tn * depth}u; l += ${THREADS}u) {
    let column = column0 + ${right.side};
    let k = k0 + ${right.deep};
    var number = 0.0;
    if (column < ${product.columns}u && k < end) { number = ${product.b(shader)}; }
    pool[${tm * depth}u + (${right.deep}) * ${tn}u + ${right.side}] = number;
  }
  workgroupBarrier();
  for (var k = slice; k < ${depth}u; k += ${slices}u) {
    let left = ${four(`k * ${tm}u + ty`)};
    let right = ${four(`${tm * depth}u + k * ${tn}u + tx`)};
    acc0 += left.x * right;
    acc1 += left.y * right;
    acc2 += left.z * right;
    acc3 += left.w * right;
  }
  workgroupBarrier();
}`;
}

/** Each thread writes what it has added up alone. */
function writingOwn({ columns }: Product, _: Sizes, write: string): string {
  return `for (var r = 0u; r < 4u; r++) {
  let row = row0 + ty + r;
  let four = select(select(acc0, acc1, r == 1u), select(acc2, acc3, r == 3u), r > 1u);
  for (var c = 0u; c < 4u; c++) {
    let column = column0 + tx + c;
    if (row < rows && column < ${columns}u) {
      let number = four[c];
      ${write}
    }
  }
}`;
}

/** The slices' sums are added up in order, then written. */
function writingShared({ columns }: Product, { tile, slices }: Sizes, write: string): string {
  const { rows: tm, columns: tn } = tile;
  const keep = [0, 1, 2, 3].map(
    (row) =>
      `for (var c = 0u; c < 4u; c++) { pool[slice * ${tm * tn}u + (ty + ${row}u) * ${tn}u + tx + c] = acc${row}[c]; }`,
  );
  return `${keep.join('\n')}
workgroupBarrier();
for (var l = lane; l < ${tm * tn}u; l += ${THREADS}u) {
  let row = row0 + l / ${tn}u;
  let column = column0 + l % ${tn}u;
  if (row < rows && column < ${columns}u) {
    var number = pool[l];
    for (var s = 1u; s < ${slices}u; s++) { number += pool[s * ${tm * tn}u + l]; }
    ${write}
  }
}`;
}
