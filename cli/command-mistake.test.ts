/** What commander itself says of a wrong argument, as `fanout` writes it. */
import { Command, CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { commandMistake } from './command-mistake.ts';

function said(...args: string[]): string {
  let text = '';
  const program = new Command('fanout').configureOutput({
    outputError: (given) => (text = commandMistake(given)),
  });
  program.command('run').option('--margin <size>').exitOverride();
  program.exitOverride();
  expect(() => program.parse(args, { from: 'user' })).toThrow(CommanderError);
  return text;
}

it.each([
  [['rnu'], "error: unknown command 'rnu'. Did you mean run?"],
  [['run', '--marginn'], "error: unknown option '--marginn'. Did you mean --margin?"],
  [['run', '--margin'], "error: option '--margin <size>' argument missing"],
  // A line break of the argument itself stays shown.
  [['a\nb'], "error: unknown command 'a\\nb'"],
  [['ru\n(Did you mean x?)\x1b[2J'], String.raw`error: unknown command 'ru\n(Did you mean x?)\x1b[2J'`],
])('%j: one line, with the guess as a sentence', (args, words) => {
  expect(said(...args)).toBe(words);
});
