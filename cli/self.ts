/** How the user called fanout, so that a hint can be typed as it stands. Pure. */
export function selfCommand(args: string, env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_lifecycle_event ? `npm run fanout -- ${args}` : `fanout ${args}`;
}

/**
 * The command that goes on with a run. `out`: the directory of runs, as an option if it is not the default.
 * Pure.
 */
export function resumeCommand(run: string, out: string): string {
  return selfCommand(`run --resume ${run}${out === 'runs' ? '' : ` --out ${quoted(out || '.')}`}`);
}

/** As a shell takes it for one word. Pure. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
