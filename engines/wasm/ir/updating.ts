import type { Program } from '../../engine.ts';
import type { Step } from '../../ir/program/program.ts';
import { keepOf } from '../../ir/program/step.ts';
import { coefficientsOf, PROGRAMS, programOf } from '../../optimizers/registry.ts';
import type { Kernels } from '../kernels.ts';
import type { PackLayout } from './layout.ts';
import type { Result } from './pack-code.ts';

/** Writes what a step has computed: assignments, then the optimizer's updates. */
export class Updating {
  readonly #kernels: Kernels;
  readonly #heap: () => Uint8Array;
  readonly #program: Program;
  readonly #layout: PackLayout;
  readonly #base: number;
  /** The number of the optimizer's program in the kernels. */
  readonly #number: number;
  #keep = 1;

  constructor(
    { kernels, heap }: { readonly kernels: Kernels; heap(): Uint8Array },
    program: Program,
    layout: PackLayout,
    base: number,
  ) {
    this.#kernels = kernels;
    this.#heap = heap;
    this.#program = program;
    this.#layout = layout;
    this.#base = base;
    this.#number = PROGRAMS.indexOf(programOf(program.optimizer));
  }

  /** A step, counted from 1, with what the learning rate is multiplied by. */
  begin(step: number, rate: number): void {
    this.#kernels.setUpdate(this.#number, ...coefficientsOf(this.#program.optimizer, step, rate));
    this.#keep = keepOf(this.#program, rate);
  }

  /** `results`: what the step's code has come to, the loss first. */
  apply({ updates, assignments }: Step, trial: number, results: readonly Result[]): void {
    const places = this.#layout.parameters[trial]!.map((place) => this.#base + place);
    for (const [at, { parameter }] of assignments.entries()) {
      const { at: from, count } = results[1 + updates.length + at]!;
      this.#heap().copyWithin(places[parameter]!, from, from + count(1) * 4);
    }
    for (const [at, { parameter, decayed }] of updates.entries()) {
      const { at: gradient, count } = results[1 + at]!;
      const weights = places[parameter]!;
      if (decayed) this.#kernels.scaleBy(weights, count(1), this.#keep);
      const [first, second] = this.#layout.states[trial]![parameter]!.map((place) => this.#base + place);
      this.#kernels.update(weights, gradient, first ?? 0, second ?? 0, count(1));
    }
  }
}
