import type { Finding } from '../../../proto/findings.ts';

/** What is known of a trial when it has ended. */
export interface TrialFacts {
  /**
   * Largest absolute gradient of each layer with weights at step 0, by the layer's name, in the model's
   * order.
   */
  readonly reach: readonly { readonly layer: string; readonly gradient: number }[];
  /** First step (from 0) with a loss that was not finite; undefined: none. */
  readonly divergedAt: number | undefined;
  /**
   * Share of the validation examples that were right after the last epoch; of a regression the share of the
   * targets' variance that is explained.
   */
  readonly accuracy: number;
  /**
   * Share of the commonest class among the validation examples: what guessing reaches. Of a regression 0:
   * what the targets' mean explains.
   */
  readonly chance: number;
  readonly validationExamples: number;
}

/**
 * The findings of a completed trial. Pure.
 * - `dead_start`: no gradient reaches a layer at step 0; the first such layer is named.
 * - `diverged`: a loss was not finite, and at which step first.
 * - `did_not_learn`: the last accuracy is no better than guessing the commonest class, beyond three standard
 *   errors of a proportion over the validation examples; of a regression it explains nothing (R² ≤ 0).
 */
export function findingsOf(facts: TrialFacts): Finding[] {
  const findings: Finding[] = [];
  const dead = facts.reach.find(({ gradient }) => gradient === 0);
  if (dead) findings.push({ kind: 'dead_start', layer: dead.layer });
  if (facts.divergedAt !== undefined) findings.push({ kind: 'diverged', step: facts.divergedAt });
  const { accuracy, chance } = facts;
  // Of a regression there is no error to allow for: chance is exact there.
  const error = chance === 0 ? 0 : Math.sqrt((chance * (1 - chance)) / facts.validationExamples);
  if (accuracy <= chance + 3 * error) findings.push({ kind: 'did_not_learn', chance });
  return findings;
}
