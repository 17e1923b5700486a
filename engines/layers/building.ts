import type { Value } from '../ir/form.ts';
import type { Shape } from './shape.ts';

/** What a layer builds its arithmetic with. */
export interface Building {
  /** The layer's parameters by their names. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** Whether this is a training step: batch statistics and masks, rather than what they have led to. */
  readonly training: boolean;
  /** Says what a moving statistic becomes by a training step. */
  assign(parameter: string, value: Value): void;
  /**
   * A random mask of this shape for each example, of a training step: 0 with probability `rate`, otherwise
   * 1 / (1 − rate). The same for all trials of a pack, and for all arms of a block whose layer has this name.
   */
  mask(shape: Shape, rate: number): Value;
}
