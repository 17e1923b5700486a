import { gridSize, trialAt } from '../../study/grid.ts';
import type { WhyForeign } from './outcome.ts';

/**
 * The test whether an outcome is of a trial of the study: its index is in the grid, and its key is that of
 * the index. An outcome of another trial would leave its own open for ever, or count as one too many. Pure.
 */
export function foreignTo(study: Parameters<typeof trialAt>[0]): WhyForeign {
  const size = gridSize(study);
  return ({ trial, key }) => {
    if (trial >= size) return `it is of trial ${trial}, and the run has ${size} trials`;
    const own = trialAt(study, trial).key;
    return key === own ? undefined : `it is of trial ${trial}, whose key is ${own}`;
  };
}
