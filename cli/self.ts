/** How the user called fanout, so that a command that is suggested can be typed as it stands. */

/**
 * What a command of fanout begins with, by the variables that npm sets for what it starts: `npm run fanout
 * --` in a clone, `npx fanout`, else `fanout`. Pure.
 */
function calledAs(env: NodeJS.ProcessEnv): string {
  if (env.npm_command === 'exec') return 'npx fanout';
  // Of a script of another package, which calls an installed fanout, npm says that package's name.
  return env.npm_lifecycle_event && (env.npm_package_name ?? 'fanout') === 'fanout'
    ? 'npm run fanout --'
    : 'fanout';
}

/** A command of fanout, as the user calls it. Pure. */
export function selfCommand(args: string, env: NodeJS.ProcessEnv = process.env): string {
  return `${calledAs(env)} ${args}`;
}

const COMMANDS =
  'init|run|validate|dataset|plan|results|report|logs|verdict|compare|doctor|setup|selfcheck|coordinator|worker|operator';
/** A command in a text: its name, and behind it an argument or the end of what is suggested. */
const SUGGESTED = new RegExp(
  `(?<![\\w/-])fanout (?=(?:${COMMANDS})(?: [A-Z{-]| [\\w./]+\\.yaml| native| pack|$|[,;)]))`,
  'gm',
);

/** A text with each command of fanout that it suggests, as the user calls it. Pure. */
export function asCalled(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return text.replace(SUGGESTED, `${calledAs(env)} `);
}

/** A command about a run. `out`: the directory of runs, as an option if it is not the default. Pure. */
export function runCommandLine(command: string, out: string, ...words: readonly string[]): string {
  const where = out === 'runs' ? '' : ` --out ${quoted(out || '.')}`;
  return selfCommand(`${[command, ...words.map(quoted)].join(' ')}${where}`);
}

/** The command that goes on with a run. Pure. */
export function resumeCommand(run: string, out: string): string {
  return runCommandLine('run --resume', out, run);
}

/** As a shell takes it for one word. Pure. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
