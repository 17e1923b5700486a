/** The commands about verdicts: over a table from anywhere, before a study, between two runs. */
export { compareCommand } from './compare.ts';
export { planCommand } from './plan.ts';
export { verdictCommand } from './verdict.ts';
