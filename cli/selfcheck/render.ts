import type { ModelCheck } from '../../analysis/model-check.ts';
import type { NullCheck } from '../../analysis/null-check.ts';
import { percent, pValue } from '../../report/wording/numbers.ts';
import type { RunResults } from '../../results/results.ts';

/**
 * The one initializer under two names, by accuracy and by loss, and the verdict on differences that vary with
 * the folds.
 */
export interface SelfChecks {
  readonly accuracy: NullCheck;
  readonly loss: NullCheck;
  readonly model: ModelCheck;
}

/** Whether nothing was told apart that is the same. Pure. */
export function isSound({ accuracy, loss, model }: SelfChecks): boolean {
  return accuracy.sound && loss.sound && model.sound;
}

/** What the self-check did and found, as lines. Pure. */
export function checkText(results: RunResults, checks: SelfChecks): string[] {
  return [
    `Trained ${results.trials.completed} models in ${results.seconds.toFixed(1)} s on ${results.backend}: one initializer (glorot_uniform) under two names, ` +
      'through queue, workers and ledger as any study.',
    ...measured('accuracy', checks.accuracy),
    ...measured('validation loss, which has no ties', checks.loss),
    ...simulated(checks.model),
    concluded(checks),
  ];
}

function concluded(checks: SelfChecks): string {
  const { accuracy, loss } = checks;
  if (isSound(checks)) return 'Sound: what does not differ was told apart no more often than chance allows.';
  const why =
    accuracy.compared && loss.compared
      ? 'what does not differ was told apart more often than chance allows'
      : 'in some studies there was nothing to compare, so that nothing was checked';
  return `NOT SOUND: ${why}. Do not trust a verdict of this installation.`;
}

function measured(what: string, check: NullCheck): string[] {
  const { studies, alarms, plainAlarms, believable, together, plainP } = check;
  const { alpha } = together.settings;
  const [pair] = together.pairs;
  return [
    `By ${what}:`,
    `  ${studies} small studies, one for each seed: the verdict told the two apart in ${alarms}, a plain paired t-test in ${plainAlarms}; ` +
      `at a nominal rate of ${percent(alpha, 0)} about ${(studies * alpha).toFixed(0)} would, up to ${believable} are chance`,
    pair
      ? `  all together, ${pair.blocks} blocks: ${CONCLUDED[pair.conclusion]}, p ${equals(pValue(pair.p))}; by the plain paired t-test p ${equals(pValue(plainP))}`
      : '  all together: nothing learned, so nothing could be compared',
  ];
}

function simulated({ studies, alarms, believable, choices, folds, seeds }: ModelCheck): string[] {
  return [
    'By cross-validation on simulated data, where each data set favours some of the choices and only on average none is better:',
    `  ${studies} studies of ${choices} choices, ${folds} folds × ${seeds} seeds: the verdict told some apart in ${alarms}; up to ${believable} are chance`,
  ];
}

const equals = (p: string) => p.replace(/^(?=\d)/, '= ');

const CONCLUDED = {
  a_better: 'told apart',
  b_better: 'told apart',
  equivalent: 'shown to be equivalent',
  undecided: 'not told apart',
} as const;
