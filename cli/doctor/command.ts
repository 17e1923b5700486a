import { Command } from 'commander';
import { createColors } from 'picocolors';
import { type Check, examine } from './checks.ts';

/** `fanout doctor`: whether a run would work on this machine, and what to do if not. Exit status 0 or 1. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check whether this machine can run studies')
    .option('--json', 'print one JSON document')
    .option('--out <dir>', 'where runs would be kept', 'runs')
    .action(async (options: { json?: boolean; out: string }) => {
      const checks = await examine(options.out);
      const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
      process.stdout.write(
        options.json ? `${JSON.stringify({ checks })}\n` : `${describe(checks, colour).join('\n')}\n`,
      );
      process.exitCode = checks.some(({ state }) => state === 'problem') ? 1 : 0;
    });
}

/** The checks as lines, and a last one that says what they come to. Pure. */
export function describe(checks: readonly Check[], colour: boolean): string[] {
  const { green, yellow, red, bold } = createColors(colour);
  const marks = { ok: green('ok     '), note: yellow('note   '), problem: red('problem') };
  const width = Math.max(...checks.map(({ name }) => name.length));
  const problems = checks.filter(({ state }) => state === 'problem').length;
  return [
    ...checks.flatMap(({ name, state, found, advice }) => [
      `${marks[state]}  ${name.padEnd(width)}  ${found.replaceAll('\n', `\n${' '.repeat(width + 11)}`)}`,
      ...(advice ? [`${' '.repeat(width + 11)}${advice}`] : []),
    ]),
    '',
    bold(
      problems === 0
        ? 'Everything a run needs is here.'
        : `${problems} ${problems === 1 ? 'problem' : 'problems'} to solve before a run works.`,
    ),
  ];
}
