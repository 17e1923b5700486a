import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * Steps of viridis, as on the board of the command line: lightness rises with the value, so that it needs no
 * colour vision.
 */
const SHARES: readonly (readonly [from: number | null, colour: string])[] = [
  [null, '#440154'],
  [0.2, '#482878'],
  [0.5, '#3e4989'],
  [0.7, '#31688e'],
  [0.8, '#26828e'],
  [0.9, '#1f9e89'],
  [0.94, '#35b779'],
  [0.96, '#6ece58'],
  [0.98, '#b5de2b'],
  [0.99, '#fde725'],
];

/** Colours of accuracies, 0 … 1. Finer near 1, where arms that learn differ. */
export const shareColours = () => steps(SHARES);

/** Nothing to worry about at any value. */
export const plain = () => steps([[null, 'blue']]);

/** Fine below `from`, worth a look from there on. */
export const lookFrom = (from: number) =>
  steps([
    [null, 'green'],
    [from, 'orange'],
  ]);

/** Fine below `from`, wrong from there on. */
export const wrongFrom = (from: number) =>
  steps([
    [null, 'green'],
    [from, 'red'],
  ]);

/** Wrong below `from`. */
export const wrongBelow = (from: number) =>
  steps([
    [null, 'red'],
    [from, 'green'],
  ]);

function steps(list: readonly (readonly [number | null, string])[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(list.map(([value, color]) => ({ value, color })));
}
