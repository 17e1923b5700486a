/**
 * What every engine must make of a program in the intermediate form: the interpreter, in double precision,
 * one trial at a time. Tests only; small models only.
 */

import { evaluate as numberOf } from './engine.reference.ts';
import type { Batch, Program } from './engine.ts';
import { type Given, interpret } from './ir/interpreter.ts';
import { formProgram } from './ir/program/build.ts';
import { drawMasks, openMasks } from './ir/program/masks.ts';
import type { FormProgram, Step } from './ir/program/program.ts';
import { keepOf } from './ir/program/step.ts';
import { targetsOf } from './ir/program/targets.ts';
import { volume } from './layers/shape.ts';
import { coefficientsOf, programOf } from './optimizers/registry.ts';

type Numbers = Float64Array;

/** A trial in training, in double precision. */
export class ExactTrial {
  readonly form: FormProgram;
  readonly losses: number[] = [];
  readonly #program: Program;
  readonly #seed: number;
  #parameters: Numbers[];
  #states: Numbers[][];
  #batches = 0;

  constructor(program: Program, weights: readonly ArrayLike<number>[], seed = 0) {
    this.form = formProgram(program);
    this.#program = program;
    this.#seed = seed;
    this.#parameters = this.form.parameters.map(({ shape }, index) =>
      index < this.form.weights ? Float64Array.from(weights[index]!) : new Float64Array(volume(shape)),
    );
    this.#states = this.#parameters.map((array) => [1, 2].map(() => new Float64Array(array.length)));
  }

  /** The model's parameters as they stand. */
  weights(): readonly Numbers[] {
    return this.#parameters.slice(0, this.form.weights);
  }

  step(batch: Batch, rate = 1): void {
    this.#batches++;
    const { accumulate = 1 } = this.#program;
    const updates = this.#batches % accumulate === 0;
    const step = updates ? this.form.training : this.form.gathering!;
    const examples = this.#examples(batch);
    const masks = drawMasks(this.form.masks, { seed: this.#seed, step: this.#batches, examples });
    this.#write(step, this.#given(batch, masks), this.#batches / accumulate, rate);
  }

  evaluate(batch: Batch): { readonly loss: number; readonly scores: Numbers } {
    const { losses, scores } = this.form.evaluation;
    const [each, found] = interpret([losses, scores], this.#given(batch, {}));
    return { loss: each!.reduce((sum, loss) => sum + loss / each!.length, 0), scores: found! };
  }

  /** Values and gradients of each layer with a kernel. */
  inspect(batch: Batch): { readonly values: Numbers; readonly gradients: readonly Numbers[] }[] {
    const given = this.#given(batch, openMasks(this.form.masks, this.#examples(batch)));
    return this.form.inspection.map(({ values, gradients }) => {
      const [seen, ...found] = interpret([values, ...gradients], given);
      return { values: seen!, gradients: found };
    });
  }

  /** The training loss of a batch with other parameters, no masks drawn: for finite differences. */
  lossWith(batch: Batch, parameters: readonly Numbers[]): number {
    const given = this.#given(batch, openMasks(this.form.masks, this.#examples(batch)));
    return interpret([this.form.training.loss], { ...given, parameters })[0]![0]!;
  }

  #examples({ x }: Batch): number {
    return x.length / volume(this.#program.inputShape);
  }

  #given(batch: Batch, masks: Readonly<Record<string, ArrayLike<number>>>): Given {
    return {
      examples: this.#examples(batch),
      inputs: { x: batch.x, y: targetsOf(batch, this.form.outputs), ...masks },
      parameters: this.#parameters,
    };
  }

  #write({ loss, updates, assignments }: Step, given: Given, step: number, rate: number): void {
    const wanted = [loss, ...updates.map((each) => each.gradient), ...assignments.map((each) => each.value)];
    const [lossFound, ...found] = interpret(wanted, given);
    this.losses.push(lossFound![0]!);
    const { optimizer } = this.#program;
    const { coefficients: names, written } = programOf(optimizer);
    const values = coefficientsOf(optimizer, step, rate);
    const coefficients = Object.fromEntries(names.map((name, at) => [name, values[at]!]));
    for (const [at, { parameter, decayed }] of updates.entries()) {
      const [array, [first, second]] = [this.#parameters[parameter]!, this.#states[parameter]!];
      const keep = decayed ? keepOf(this.#program, rate) : 1;
      for (const [i, gradient] of found[at]!.entries()) {
        const reads = { weight: array[i]! * keep, gradient, state1: first![i]!, state2: second![i]! };
        array[i] = numberOf(written.weight, reads, coefficients);
        if (written.state1) first![i] = numberOf(written.state1, reads, coefficients);
        if (written.state2) second![i] = numberOf(written.state2, reads, coefficients);
      }
    }
    for (const [at, { parameter }] of assignments.entries())
      this.#parameters[parameter] = found[updates.length + at]!;
  }
}
