import type { Batch, Evaluation } from '../../engine.ts';

/** Puts the parts of an evaluation together: losses and scores of each trial, in batches. */
export class Evaluating {
  readonly #losses: readonly Float32Array[];
  readonly #scores: readonly Float32Array[];
  readonly #outputs: number;

  constructor(trials: number, examples: number, outputs: number) {
    const each = (length: number) => Array.from({ length: trials }, () => new Float32Array(length));
    this.#losses = each(examples);
    this.#scores = each(examples * outputs);
    this.#outputs = outputs;
  }

  /** A batch from this example on: losses and scores of the first trial, of the second, and so on. */
  add(from: number, found: readonly Float32Array[]): void {
    for (const [trial, losses] of this.#losses.entries()) {
      losses.set(found[2 * trial]!, from);
      this.#scores[trial]!.set(found[2 * trial + 1]!, from * this.#outputs);
    }
  }

  /**
   * The mean loss, and the share of examples whose own class has the highest score; the lowest class wins a
   * tie, and where a score is NaN. A single output stands for the second of two classes where it is above 0.
   * Without classes the share is NaN.
   */
  read({ y }: Batch): Evaluation {
    const outputs = this.#outputs;
    const loss = Float64Array.from(
      this.#losses,
      (own) => own.reduce((sum, each) => sum + each, 0) / own.length,
    );
    const accuracy = Float64Array.from(this.#scores, (scores) => {
      if (!(y instanceof Int32Array)) return Number.NaN;
      let right = 0;
      for (let at = 0; at < y.length; at++) if (classOf(scores, at * outputs, outputs) === y[at]) right++;
      return right / y.length;
    });
    return { loss, accuracy, scores: this.#scores };
  }
}

function classOf(scores: Float32Array, from: number, outputs: number): number {
  if (outputs === 1) return scores[from]! > 0 ? 1 : 0;
  let best = 0;
  for (let output = 1; output < outputs; output++)
    if (scores[from + output]! > scores[from + best]!) best = output;
  return best;
}
