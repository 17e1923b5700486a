/** What a run with failed trials ends with on a terminal: which, why, and where more is to be read. */
import type { RunResults, TrialResult } from '../../results/results.ts';
import { trialKey } from '../../study/grid.ts';

/** Failed trials that are told one by one. */
const MOST_TOLD = 5;
/** Characters of a reason's line. */
const LONGEST = 160;

/**
 * A line for each failed trial, with how its reason begins and the last line of it. `logsOf`: the command
 * that shows what its program wrote, of all of them without a trial; absent where nothing is kept. Pure.
 */
export function failedLines(
  { results, trials }: RunResults,
  logsOf: ((trial?: string) => string) | undefined,
): string[] {
  const failed = results.filter(({ status }) => status === 'failed');
  const told = failed.slice(0, MOST_TOLD).map((trial) => {
    const key = trialKey(trial);
    return `  ${key}: ${whyOf(trial)}${logsOf ? `\n    ${logsOf(key)}` : ''}`;
  });
  if (told.length === 0) return [];
  const more = failed.length - told.length;
  const rest = more > 0 ? [`  and ${more} more${logsOf ? `: ${logsOf()}` : ''}`] : [];
  return [`${failed.length} of ${trials.total} trials failed:`, ...told, ...rest];
}

/** The first line of a reason, and behind it the last thing that the program said. */
function whyOf({ reason = 'no reason was recorded' }: TrialResult): string {
  const lines = reason.split('\n').filter((line) => line.trim() !== '');
  const first = cut((lines[0] ?? '').replace(/; its last lines:$/, ''));
  return lines.length > 1 ? `${first}; its last line: ${cut(lines.at(-1)!.trim())}` : first;
}

const cut = (line: string) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);

/** Which arms have failed trials, as a sentence for the verdict; none where nothing failed. Pure. */
export function failedArmsSentence({ results, summary }: RunResults): string[] {
  const named = summary.flatMap(({ arm }) => {
    const own = results.filter((trial) => trial.arm === arm);
    const failed = own.filter(({ status }) => status === 'failed').length;
    return failed === 0 ? [] : [failed === own.length ? `all ${failed} of ${arm}` : `${failed} of ${arm}`];
  });
  if (named.length === 0) return [];
  const shown = named.slice(0, MOST_TOLD).join(', ');
  const more = named.length > MOST_TOLD ? ` and those of ${named.length - MOST_TOLD} more arms` : '';
  return [`Trials failed: ${shown}${more}. The verdict is over the others: what failed may be what is hard.`];
}
