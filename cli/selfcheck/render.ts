import type { NullCheck } from '../../analysis/null-check.ts';
import type { RunResults } from '../../proto/results.ts';
import { percent, pValue } from '../../report/wording/numbers.ts';

/** What the self-check did and found, as lines. Pure. */
export function checkText(
  results: RunResults,
  checks: { readonly accuracy: NullCheck; readonly loss: NullCheck },
): string[] {
  return [
    `Trained ${results.trials.completed} models in ${results.seconds.toFixed(1)} s on ${results.backend}: one initializer (glorot_uniform) under two names, ` +
      'through queue, workers and ledger as any study.',
    ...measured('accuracy', checks.accuracy),
    ...measured('validation loss, which has no ties', checks.loss),
    checks.accuracy.sound && checks.loss.sound
      ? 'Sound: no difference where there is none.'
      : 'NOT SOUND: one thing under two names was told apart more often than chance allows. Do not trust a verdict of this installation.',
  ];
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

const equals = (p: string) => p.replace(/^(?=\d)/, '= ');

const CONCLUDED = {
  a_better: 'told apart',
  b_better: 'told apart',
  equivalent: 'shown to be equivalent',
  undecided: 'not told apart',
} as const;
