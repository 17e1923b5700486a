/**
 * Colours of values of the objective that are shares: steps of viridis, whose lightness rises with the value,
 * so that it needs no colour vision; the same as on the dashboards. Finer near 1, where arms that learn
 * differ.
 */
export interface Step {
  /** From this value on, 0 … 1. */
  readonly from: number;
  readonly colour: string;
  /** Of the number on it. */
  readonly ink: string;
}

const [WHITE, BLACK] = ['#ffffff', '#000000'];

export const STEPS: readonly Step[] = [
  { from: 0, colour: '#440154', ink: WHITE },
  { from: 0.2, colour: '#482878', ink: WHITE },
  { from: 0.5, colour: '#3e4989', ink: WHITE },
  { from: 0.7, colour: '#31688e', ink: WHITE },
  { from: 0.8, colour: '#26828e', ink: BLACK },
  { from: 0.9, colour: '#1f9e89', ink: BLACK },
  { from: 0.94, colour: '#35b779', ink: BLACK },
  { from: 0.96, colour: '#6ece58', ink: BLACK },
  { from: 0.98, colour: '#b5de2b', ink: BLACK },
  { from: 0.99, colour: '#fde725', ink: BLACK },
];

/** Which step a value has, counted from the darkest. Pure. */
export function stepOf(value: number): number {
  return Math.max(
    0,
    STEPS.findLastIndex(({ from }) => value >= from),
  );
}
