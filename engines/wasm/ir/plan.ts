import type { Program } from '../../engine.ts';
import { formProgram } from '../../ir/program/build.ts';
import type { FormProgram, Step } from '../../ir/program/program.ts';
import { volume } from '../../layers/shape.ts';
import { programOf } from '../../optimizers/registry.ts';
import { type Code, compile } from './compile.ts';
import { layOut, type PackLayout } from './layout.ts';
import { placed } from './placing.ts';

/** The codes of a program, by what they do; a code's place in `CODES` is its number. */
export const CODES = ['training', 'evaluation', 'inspection', 'gathering'] as const;
export type CodeName = (typeof CODES)[number];

/** A program compiled: it is the same for packs of any size. */
export interface Compiled {
  readonly form: FormProgram;
  /** In the order of `CODES`; without gathering where each batch updates. */
  readonly codes: readonly Code[];
  /** The most examples that each code runs with. */
  readonly examples: readonly number[];
}

/** What an evaluation pass may take: more examples at once gain nothing, and leave the caches. */
const EVALUATION_BYTES = 2 ** 24;
const MOST_EXAMPLES = 256;

/** Programs that are remembered: a worker's packs are of few, and are planned again and again. */
const REMEMBERED = 8;
const known = new Map<string, Compiled>();

/** Compiles a program whose model fits its input; what was compiled lately is remembered. */
export function compiled(program: Program): Compiled {
  const key = JSON.stringify(program);
  const found = known.get(key) ?? compileForm(program);
  known.delete(key);
  known.set(key, found);
  if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
  return found;
}

function compileForm(program: Program): Compiled {
  const form = formProgram(program);
  const { training, gathering, evaluation, inspection } = form;
  const codes = [
    compile(valuesOf(training)),
    compile([evaluation.losses, evaluation.scores]),
    compile(inspection.flatMap(({ values, gradients }) => [values, ...gradients])),
    ...(gathering === undefined ? [] : [compile(valuesOf(gathering))]),
  ];
  const { batchSize } = program;
  const each = placed(codes[1]!, MOST_EXAMPLES).bytes / MOST_EXAMPLES;
  const fitting = Math.floor(EVALUATION_BYTES / Math.max(1, each));
  const evaluated = Math.max(batchSize, Math.min(MOST_EXAMPLES, fitting));
  return { form, codes, examples: [batchSize, evaluated, batchSize, batchSize] };
}

/** What a step computes, in this order: the loss, a gradient for each update, what is assigned. */
const valuesOf = ({ loss, updates, assignments }: Step) => [
  loss,
  ...updates.map(({ gradient }) => gradient),
  ...assignments.map(({ value }) => value),
];

/** Lays out a pack. Pure. */
export function layoutOf(program: Program, trials: number): PackLayout {
  const { form, codes, examples } = compiled(program);
  const trained = new Set(form.training.updates.map(({ parameter }) => parameter));
  const { states } = programOf(program.optimizer);
  return layOut({
    codes,
    examples,
    trials,
    raw: (volume(program.inputShape) * Math.max(...examples)) / 4,
    parameters: form.parameters.map(({ shape }, index) => ({
      count: volume(shape),
      states: trained.has(index) ? states : 0,
    })),
  });
}
