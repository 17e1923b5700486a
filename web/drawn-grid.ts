import { groupBy } from '../coordinator/metrics/figures.ts';
import type { Cell, RunState } from '../coordinator/metrics/run-state.ts';
import { choicePart, squareOf, squarePart } from './grid.ts';
import type { ChoicePart, SquarePart } from './view.ts';

/**
 * The grid as the page shows it, drawn anew only where something happened: a grid of thousands of trials
 * changes in a few at a time. What did not change is the same object as before.
 */
export class DrawnGrid {
  /** Cells of each choice, in the grid's order. */
  readonly rows: readonly (readonly Cell[])[];
  readonly #runState: RunState;
  readonly #touched = new Set<number>();
  readonly #squares: SquarePart[];
  readonly #choices: ChoicePart[];

  constructor(runState: RunState) {
    const { initializers, folds } = runState.manifest.study;
    const rows = groupBy(runState.cells, ({ trial }) => trial.index % initializers.length);
    this.#runState = runState;
    this.rows = initializers.map((_, choice) => rows.get(choice) ?? []);
    this.#choices = this.rows.map(choicePart);
    this.#squares = Array.from({ length: initializers.length * folds.count }, (_, square) =>
      squarePart(runState, square),
    );
  }

  /** Something happened to these trials. */
  touch(trials: readonly number[]): void {
    for (const trial of trials) this.#touched.add(squareOf(this.#runState.manifest, trial));
  }

  /** Choice by choice, each fold by fold; and each choice over all its trials. */
  draw(): { readonly squares: readonly SquarePart[]; readonly choices: readonly ChoicePart[] } {
    // A worker is lost by saying nothing: what is in training changes by itself.
    for (const { state, trial } of this.#runState.cells) if (state === 'training') this.touch([trial.index]);
    const { count } = this.#runState.manifest.study.folds;
    const choices = new Set<number>();
    for (const square of this.#touched) {
      this.#squares[square] = squarePart(this.#runState, square);
      choices.add(Math.floor(square / count));
    }
    for (const choice of choices) this.#choices[choice] = choicePart(this.rows[choice]!);
    this.#touched.clear();
    return { squares: this.#squares, choices: this.#choices };
  }
}
