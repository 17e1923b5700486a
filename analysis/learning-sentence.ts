import type { Verdict, VerdictGroup } from '../proto/verdict.ts';
import { pValue, rate } from '../report/wording/numbers.ts';
import { join } from './wording.ts';

/** The most groups that the sentence names with their rates. */
const MOST = 8;

/** What did not learn, and whether rates of that differ; undefined where every trial learned. Pure. */
export function learningSentence(verdict: Verdict): string | undefined {
  const lost = verdict.groups.filter((group) => group.chanceLevel);
  const unstable = verdict.groups.filter((group) => group.unstable);
  const weak = verdict.groups.filter((group) => group.dead === group.trials && !group.chanceLevel);
  const learners = verdict.groups.length - lost.length;
  const sentences = [
    ...(lost.length > 0 && learners > 0 ? [lostText(lost, learners)] : []),
    ...(unstable.length > 0 ? [`${ratesText(unstable)}${comparedText(verdict, unstable)}.`] : []),
    ...(weak.length > 0 ? [weakText(weak, verdict.settings.alpha)] : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

/**
 * A trial that diverged may have an accuracy all the same, so that nothing is said of the trials by
 * themselves.
 */
function weakText(weak: readonly VerdictGroup[], alpha: number): string {
  const names = join(weak.map(({ group }) => group));
  const largest = Math.max(...weak.map(({ chance }) => chance?.p ?? 0));
  const p = `${weak.length > 1 ? 'largest ' : ''}p ${equals(pValue(largest, alpha))}`;
  return `Every trial of ${names} is marked as one that did not learn; over all ${weak.length > 1 ? 'their' : 'its'} validation examples together ${weak.length > 1 ? 'they are' : 'it is'} better than guessing (exact binomial test, ${p}), and ${weak.length > 1 ? 'they stay' : 'it stays'} in the comparison.`;
}

const equals = (p: string) => p.replace(/^(?=\d)/, '= ');

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
  const more = unstable.length > MOST ? [`${unstable.length - MOST} more arms in some`] : [];
  return `Unstable: ${[`${first!.group} did not learn in ${first!.dead} of ${first!.trials} trials`, ...named, ...more].join(', ')}`;
}

function comparedText({ learning, settings }: Verdict, unstable: readonly VerdictGroup[]): string {
  const names = new Set(unstable.map(({ group }) => group));
  const about = learning.filter(({ a, b }) => names.has(a) || names.has(b));
  if (about.length === 0) return '';
  const apart = about.filter(({ pAdjusted }) => pAdjusted < settings.alpha);
  const least = Math.min(...about.map(({ pAdjusted }) => pAdjusted));
  const adjusted = learning.length > 1 ? 'adjusted ' : '';
  const smallest = about.length > 1 ? 'smallest ' : '';
  const p = `Fisher’s exact test, ${smallest}${adjusted}p ${equals(pValue(least, settings.alpha))}`;
  if (apart.length === 0)
    return `; ${names.size > 1 ? 'these rates' : 'this rate'} cannot be told apart from any other’s at alpha ${rate(settings.alpha)} (${p})`;
  const pairs = apart.slice(0, MOST).map(({ a, b }) => `${a} and ${b}`);
  const more = apart.length > MOST ? ` and ${apart.length - MOST} more` : '';
  return `; such rates differ between ${pairs.join('; ')}${more} (${p})`;
}
