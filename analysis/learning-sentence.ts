import type { Verdict, VerdictGroup } from '../proto/verdict.ts';
import { pValue } from '../report/wording/numbers.ts';
import { join } from './wording.ts';

/** The most groups that the sentence names with their rates. */
const MOST = 8;

/** What did not learn, and whether rates of that differ; undefined where every trial learned. Pure. */
export function learningSentence(verdict: Verdict): string | undefined {
  const lost = verdict.groups.filter((group) => group.atChance);
  const unstable = verdict.groups.filter((group) => group.unstable);
  const weak = verdict.groups.filter((group) => group.dead === group.trials && !group.atChance);
  const learners = verdict.groups.length - lost.length;
  const sentences = [
    ...(lost.length > 0 && learners > 0 ? [lostText(lost, learners)] : []),
    ...(unstable.length > 0 ? [`${ratesText(unstable)}${comparedText(verdict, unstable)}.`] : []),
    ...(weak.length > 0
      ? [
          `No trial of ${join(weak.map(({ group }) => group))} is by itself better than guessing; all their examples together are.`,
        ]
      : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

function lostText(lost: readonly VerdictGroup[], learners: number): string {
  const names = join(lost.map(({ group }) => group));
  const diverged = `${names} did not learn in any trial, which is a finding in itself`;
  if (learners < 2) return `${diverged}.`;
  return `${diverged}; ${lost.length === 1 ? 'it is' : 'they are'} left out of the comparison of means.`;
}

function ratesText(unstable: readonly VerdictGroup[]): string {
  const [first, ...others] = unstable;
  const named = others
    .slice(0, MOST - 1)
    .map(({ group, dead, trials }) => `${group} in ${dead} of ${trials}`);
  const more = unstable.length > MOST ? [`${unstable.length - MOST} more choices in some`] : [];
  return `Unstable: ${[`${first!.group} did not learn in ${first!.dead} of ${first!.trials} trials`, ...named, ...more].join(', ')}`;
}

function comparedText({ learning, settings }: Verdict, unstable: readonly VerdictGroup[]): string {
  const names = new Set(unstable.map(({ group }) => group));
  const about = learning.filter(({ a, b }) => names.has(a) || names.has(b));
  if (about.length === 0) return '';
  const apart = about.filter(({ pAdjusted }) => pAdjusted < settings.alpha);
  const least = Math.min(...about.map(({ pAdjusted }) => pAdjusted));
  const adjusted = learning.length > 1 ? 'adjusted ' : '';
  const p = `Fisher’s exact test, ${adjusted}p ${pValue(least).replace(/^(?=\d)/, '= ')}`;
  if (apart.length === 0) return `; such rates cannot be told apart (${p})`;
  const pairs = apart.slice(0, MOST).map(({ a, b }) => `${a} and ${b}`);
  const more = apart.length > MOST ? ` and ${apart.length - MOST} more` : '';
  return `; such rates differ between ${pairs.join('; ')}${more} (${p}${apart.length > 1 ? ' at the smallest' : ''})`;
}
