/** `--margin`: shares where the figures are accuracies, any size where they are not. */
import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { tableArguments, type VerdictArguments } from './arguments.ts';
import { readTable } from './table/observations.ts';
import { judge } from './verdict.ts';

const table = (value: string) =>
  readTable(Buffer.from(`arm,fold,${value}\na,0,0.9\na,1,0.8\nb,0,0.7\nb,1,0.75\n`), { source: 'f.csv' });
const ARGUMENTS: VerdictArguments = { factor: [], arm: [], missing: 'drop', alpha: 0.05 };

describe('the margin', () => {
  it.each([
    [5, /is in shares, 0 to 1: --margin 0\.05 is 5 percentage points/],
    [0.6, /--margin 0\.006 is 0\.6 percentage points/],
    [80, /0\.005 is half a percentage point/],
  ])('%d of accuracies is refused, and what was meant is said', (margin, hint) => {
    expect(() => judge(table('accuracy'), { ...ARGUMENTS, margin })).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: `--margin must be at most 0.5 for accuracies, found ${margin}`,
        hint: expect.stringMatching(hint),
      }),
    );
  });

  it('may be 0.5 for accuracies, and anything for other figures', () => {
    expect(judge(table('accuracy'), { ...ARGUMENTS, margin: 0.5 }).verdict.settings.margin).toBe(0.5);
    expect(judge(table('loss'), { ...ARGUMENTS, margin: 5 }).verdict.settings.margin).toBe(5);
  });

  it.each([
    ['--margin', '0.5%', /found "0\.5%"\. 0\.5% is 0\.005\.$/],
    ['--alpha', '5 %', /found "5 %"\. 5 % is 0\.05\.$/],
    ['--alpha', '80%', /less than 0\.5, found "80%"\.$/],
    ['--margin', 'much', /found "much"\.$/],
  ])('%s %s: what it is as a share is said where it could be meant', (option, value, words) => {
    const command = tableArguments(new Command('verdict')).exitOverride();
    command.configureOutput({ outputError: () => undefined });
    let thrown: unknown;
    try {
      command.parse(['f.csv', option, value], { from: 'user' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(CommanderError);
    expect((thrown as CommanderError).message).toMatch(words);
  });
});
