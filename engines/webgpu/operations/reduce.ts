import type { Value } from '../../ir/form.ts';
import { type Count, countIn } from '../../ir/lowering/count.ts';
import { isNan, larger, literal } from '../compile/functions.ts';
import { groupsFor, type Kernel, THREADS } from '../compile/kernel.ts';
import { eachNumber } from './each-number.ts';
import { countText, type Lowered, type Lowering, room } from './lowering.ts';

interface Attributes {
  readonly kind: 'sum' | 'max';
  readonly axes: readonly number[];
  readonly batch: boolean;
}

/** The most values that one thread takes before a result is shared out among workgroups, and their most. */
const MOST_OF_THREAD = 64;
const MOST_PARTS = 64;

const powerAbove = (count: number) => 2 ** Math.ceil(Math.log2(Math.max(1, count)));

/** An axis of the values: how many, how far apart in memory. */
interface Axis {
  readonly size: number;
  readonly stride: number;
}

/** How the values of a reduction lie: its results' axes, and those that are reduced, outermost first. */
export interface Reduced {
  readonly kept: readonly Axis[];
  readonly reduced: readonly Axis[];
  readonly results: Count;
  /** Values of each result. */
  readonly each: Count;
  /** Neighbours in memory belong to different results. */
  readonly keptInside: boolean;
}

/** Axes of examples that stand in front of the others have any size. */
export function reducedOf({ shape, batched }: Value, axes: readonly number[], batch: boolean): Reduced {
  const kept: Axis[] = [];
  const reduced: Axis[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size !== 1) (axes.includes(axis) ? reduced : kept).unshift({ size, stride });
    stride *= size;
  }
  const count = (own: readonly Axis[]) => own.reduce((total, { size }) => total * size, 1);
  const [results, each] = [count(kept), count(reduced)];
  const keptInside = kept.some((axis) => axis.stride === 1);
  if (batched) (batch ? reduced : kept).unshift({ size: 0, stride });
  return {
    kept,
    reduced,
    results: { fixed: results, batched: batched && !batch },
    each: { fixed: each, batched: batched && batch },
    keptInside,
  };
}

/** Statements that add the place of index `name` along the axes to `place`. */
function placeAlong(axes: readonly Axis[], name: string): string {
  const lines = [`var ${name}Rest = ${name};`];
  for (const [at, { size, stride }] of [...axes.entries()].reverse())
    lines.push(
      at === 0
        ? `place += ${name}Rest * ${stride}u;`
        : `place += ${name}Rest % ${size}u * ${stride}u; ${name}Rest = ${name}Rest / ${size}u;`,
    );
  return lines.join('\n');
}

export const reduce: Lowering = (node, lowered) => {
  const { kind, axes, batch } = node.attributes as Attributes;
  const [x] = node.inputs as [Value];
  const how = reducedOf(x, axes, batch);
  const most = countIn(how.each, lowered.examples);
  const lanes = lanesOf(how, most);
  const parts = Math.min(MOST_PARTS, Math.ceil(most / (lanes * MOST_OF_THREAD)));
  return parts === 1
    ? [whole(node, kind, how, lanes, lowered)]
    : inParts(node, kind, how, { lanes, parts }, lowered);
};

/** Threads for each result: as many as keep reads of neighbours together. */
function lanesOf({ keptInside, results }: Reduced, most: number): number {
  const beside = keptInside ? Math.min(32, powerAbove(results.fixed)) : 1;
  return Math.min(THREADS / beside, powerAbove(most));
}

type Kind = Attributes['kind'];
const joined = (kind: Kind, a: string, b: string) => (kind === 'sum' ? `${a} + ${b}` : `larger(${a}, ${b})`);
const first = (kind: Kind) => (kind === 'sum' ? '0.0' : literal(Number.NEGATIVE_INFINITY));

function whole(
  node: Parameters<Lowering>[0],
  kind: Kind,
  how: Reduced,
  lanes: number,
  lowered: Lowered,
): Kernel {
  const own = lowered.shader();
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  return reducing(own, {
    kind,
    how,
    lanes,
    parts: 1,
    perTrial: y.perTrial,
    value: own.read(x, 'place'),
    write: own.write(y, 'o', 'shared_[lane]'),
  });
}

function inParts(
  node: Parameters<Lowering>[0],
  kind: Kind,
  how: Reduced,
  { lanes, parts }: { readonly lanes: number; readonly parts: number },
  lowered: Lowered,
): Kernel[] {
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const { fixed: each, batched } = how.results;
  const partial = room({ fixed: each * parts, batched }, y.perTrial);
  const [begin, end] = [lowered.shader(), lowered.shader()];
  const at = `o * ${parts}u + part`;
  const kernel = reducing(begin, {
    kind,
    how,
    lanes,
    parts,
    perTrial: y.perTrial,
    value: begin.read(x, 'place'),
    write: begin.writePlace(partial, at, 'shared_[lane]'),
  });
  if (kind === 'max') for (const text of [isNan, larger]) end.function(text);
  const next = end.readPlace(partial, `i * ${parts}u + p`);
  const statements = `var total = ${end.readPlace(partial, `i * ${parts}u`)};
for (var p = 1u; p < ${parts}u; p++) { total = ${joined(kind, 'total', next)}; }
${end.write(y, 'i', 'total')}`;
  return [
    kernel,
    eachNumber(end, { name: 'reduce parts', count: how.results, perTrial: y.perTrial, statements }),
  ];
}

interface Reducing {
  readonly kind: Kind;
  readonly how: Reduced;
  readonly lanes: number;
  readonly parts: number;
  readonly perTrial: boolean;
  /** The number at `place`. */
  readonly value: string;
  /** Writes `shared_[lane]` as result `o`. */
  readonly write: string;
}

/**
 * `lanes` threads for each result take every so many-th value, then add up in a tree: in the same order each
 * time.
 */
function reducing(shader: ReturnType<Lowered['shader']>, work: Reducing): Kernel {
  const { kind, how, lanes, parts, perTrial, value, write } = work;
  if (kind === 'max') for (const text of [isNan, larger]) shader.function(text);
  const results = THREADS / lanes;
  // Threads side by side read side by side.
  const [own, l] = how.keptInside
    ? [`lane % ${results}u`, `lane / ${results}u`]
    : [`lane / ${lanes}u`, `lane % ${lanes}u`];
  const step = how.keptInside ? results : 1;
  const tree: string[] = [];
  for (let half = lanes / 2; half >= 1; half /= 2)
    tree.push(
      'workgroupBarrier();',
      `if (l < ${half}u) { shared_[lane] = ${joined(kind, 'shared_[lane]', `shared_[lane + ${half * step}u]`)}; }`,
    );
  return shader.kernel({
    name: `reduce ${kind}`,
    threads: [THREADS, 1, 1],
    groups: (n) => groupsFor(countIn(how.results, n) * lanes),
    perTrial,
    parts,
    module: `var<workgroup> shared_: array<f32, ${THREADS}>;`,
    main: `let l = ${l};
let o = (group.y * groups.x + group.x) * ${results}u + ${own};
let chunk = (${countText(how.each)} + ${parts - 1}u) / ${parts}u;
let end = min(${countText(how.each)}, (part + 1u) * chunk);
var total = ${first(kind)};
if (o < ${countText(how.results)}) {
  for (var r = part * chunk + l; r < end; r += ${lanes}u) {
    var place = 0u;
    ${placeAlong(how.kept, 'o')}
    ${placeAlong(how.reduced, 'r')}
    total = ${joined(kind, 'total', value)};
  }
}
shared_[lane] = total;
${tree.join('\n')}
if (l == 0u && o < ${countText(how.results)}) { ${write} }`,
  });
}
