import { type RunCommand, type RunOptions, whyItFailed } from './run-command.ts';

/** The ways to call pip, whichever the machine has. */
const PIPS: readonly (readonly [string, ...string[]])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];

/**
 * Calls pip by the first of its names that the machine has; returns what it printed. Throws an Error with the
 * reasons.
 */
export async function pip(run: RunCommand, args: readonly string[], options: RunOptions): Promise<string> {
  const reasons: string[] = [];
  for (const [command, ...before] of PIPS) {
    const result = await run(command, [...before, ...args], options);
    if (result.code === 0) return result.stdout;
    reasons.push(whyItFailed(command, result));
    // Only a pip that is not there makes the next way worth trying; one that could not fetch is the answer.
    if (!result.missing && !/No module named/.test(result.stderr)) break;
  }
  throw new Error(reasons.join('; '));
}

/**
 * Downloads one requirement's wheel, and nothing that it asks for, into a directory; the user's settings of
 * pip count.
 */
export async function pipDownload(
  run: RunCommand,
  requirement: string,
  { directory, options, ...limits }: { directory: string; options: readonly string[] } & RunOptions,
): Promise<void> {
  const download = ['download', '--quiet', '--no-deps', '--only-binary=:all:', '--no-input'];
  const quiet = ['--disable-pip-version-check', '--dest', directory];
  await pip(run, [...download, ...options, ...quiet, requirement], limits);
}
