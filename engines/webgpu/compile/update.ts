import { FanoutError } from '../../../proto/errors.ts';
import type { Optimizer } from '../../network.ts';
import type { UpdateProgram, Value } from '../../optimizers/program.ts';
import { programOf } from '../../optimizers/registry.ts';
import { groupsFor, type Kernel, THREADS } from './kernel.ts';
import type { Parameters } from './parameters.ts';
import { Shader, type Values } from './shader.ts';

const none = () => {
  throw new FanoutError('INTERNAL', 'an update binds whole buffers, and no values');
};

/** An update reads no value of a form. */
const NO_VALUES: Values = {
  division: { examples: 0, parameters: { total: 0, offsets: [] }, inputs: new Map() },
  placeOf: none,
  readBy: none,
  writtenBy: none,
};

/**
 * One kernel for the end of a step: the optimizer's update of all that is trained, of all trials, and what is
 * assigned. `updates`: false where a batch's gradients are only added up.
 */
export function updateKernel(
  optimizer: Optimizer,
  { total, decayed, trained, assigned }: Parameters,
  updates: boolean,
): Kernel {
  const shader = new Shader(NO_VALUES);
  const program = programOf(optimizer);
  const [weights, next] = [shader.whole('parameters', 'write'), shader.whole('next', 'read')];
  const states = (['state1', 'state2'] as const)
    .slice(0, updates ? program.states : 0)
    .map((store) => shader.whole(store, 'write'));
  const begin = updates ? 0 : trained;
  const count = assigned - begin;
  const own = `let at = t * ${total}u + i;
if (i >= ${trained}u) { ${weights}[at] = ${next}[at]; return; }`;
  return shader.kernel({
    name: updates ? `update ${program.name}` : 'assign',
    threads: [THREADS, 1, 1],
    groups: () => groupsFor(count),
    perTrial: true,
    main: `let i = (group.y * groups.x + group.x) * ${THREADS}u + lane + ${begin}u;
if (i >= ${assigned}u) { return; }
${own}
${updates ? updating(program, { weights, next, states, decayed }) : ''}`,
  });
}

interface Names {
  readonly weights: string;
  readonly next: string;
  readonly states: readonly string[];
  /** Numbers that decay stand before this one. */
  readonly decayed: number;
}

/** Statements that compute what is written, then write it. */
function updating(
  { written, coefficients }: UpdateProgram,
  { weights, next, states, decayed }: Names,
): string {
  const lines: string[] = [];
  const known = new Map<Value, string>();
  const name = (value: Value): string => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const text = textOf(value, name, coefficients);
    const own = `v${known.size}`;
    known.set(value, own);
    lines.push(`let ${own} = ${text};`);
    return own;
  };
  const results = (['weight', 'state1', 'state2'] as const).flatMap((part) =>
    written[part] === undefined ? [] : [{ part, from: name(written[part]) }],
  );
  const stores = { weight: weights, state1: states[0], state2: states[1] };
  return [
    `let weight = ${weights}[at] * select(1.0, run.keep, i < ${decayed}u);`,
    `let gradient = ${next}[at];`,
    ...states.map((store, index) => `let state${index + 1} = ${store}[at];`),
    ...lines,
    ...results.map(({ part, from }) => `${stores[part]}[at] = ${from};`),
  ].join('\n');
}

function textOf(value: Value, name: (value: Value) => string, coefficients: readonly string[]): string {
  switch (value.kind) {
    case 'read':
      return value.from;
    case 'coefficient':
      return coefficientAt(coefficients.indexOf(value.name));
    case 'binary':
      return `${name(value.a)} ${value.op} ${name(value.b)}`;
    case 'sqrt':
      return `sqrt(${name(value.a)})`;
    case 'sign':
      return `sign(${name(value.a)})`;
  }
}

const coefficientAt = (index: number) => `run.coefficients[${index >> 2}][${index & 3}]`;
