import type { RunState } from '../coordinator/run-state/run-state.ts';
import { armPart, squareOf, squarePart } from './grid.ts';
import type { ArmPart, SquarePart } from './view.ts';

/**
 * The grid as the page shows it, drawn anew only where something happened: a grid of thousands of trials
 * changes in a few at a time. What did not change is the same object as before.
 */
export class DrawnGrid {
  readonly #runState: RunState;
  readonly #touched = new Set<number>();
  readonly #squares: SquarePart[];
  readonly #arms: ArmPart[];

  constructor(runState: RunState) {
    const { study } = runState.manifest;
    this.#runState = runState;
    this.#arms = runState.arms.map(armPart);
    this.#squares = Array.from({ length: study.arms.length * study.folds.count }, (_, square) =>
      squarePart(runState, square),
    );
  }

  /** Something happened to these trials. */
  touch(trials: readonly number[]): void {
    for (const trial of trials) this.#touched.add(squareOf(this.#runState.manifest, trial));
  }

  /** Arm by arm, each fold by fold; and each arm over all its trials. */
  draw(): { readonly squares: readonly SquarePart[]; readonly arms: readonly ArmPart[] } {
    // A worker is lost by saying nothing: what is in training changes by itself.
    for (const { state, trial } of this.#runState.trials) if (state === 'training') this.touch([trial.index]);
    const { count } = this.#runState.manifest.study.folds;
    const arms = new Set<number>();
    for (const square of this.#touched) {
      this.#squares[square] = squarePart(this.#runState, square);
      arms.add(Math.floor(square / count));
    }
    for (const arm of arms) this.#arms[arm] = armPart(this.#runState.arms[arm]!);
    this.#touched.clear();
    return { squares: this.#squares, arms: this.#arms };
  }
}
