/**
 * Every table of `fixtures/` (its README has the right answers), and tables of other tools, through the core
 * of `fanout verdict`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../verdict.ts';
import { readTable, type TableOptions } from './observations.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);
const bytes = (file: string) => readFileSync(new URL(file, FIXTURES));
const fixture = (file: string, options: Partial<TableOptions> = {}) =>
  readTable(bytes(`tables/${file}`), { source: file, ...options });
const text = (csv: string, options: Partial<TableOptions> = {}) =>
  readTable(Buffer.from(csv), { source: 'f.csv', ...options });
const ARGUMENTS = { factor: [], arm: [], missing: 'drop', alpha: 0.05 } as const;
const verdict = (file: string, options: Parameters<typeof judge>[1] = ARGUMENTS) =>
  judge(fixture(file), options).verdict;

const tested = new Set<string>();
const each = (...files: string[]) => {
  for (const file of files) tested.add(file);
  return it.each(files);
};

it.each([
  [{ fold: 'x', block: 'x' }, '--fold and --block both name the column "x"'],
  [{ seed: 'x', value: 'X' }, '--seed and --value both name the column "x"'],
  [{ factors: ['arm', 'x'], fold: 'x' }, '--factor and --fold both name the column "x"'],
  [{ factors: ['arm', 'arm'] }, '--factor and --factor both name the column "arm"'],
])('options that give one column two parts are refused: %o', (options, words) => {
  expect(() => text('arm,x,y\na,1,0.5\nb,1,0.6\n', options)).toThrow(words);
});

describe('a table that says the same as plain.csv', () => {
  const plain = fixture('plain.csv').observations;
  const values = plain.map(({ value }) => value);

  each(
    'plain.csv',
    'bom-crlf.csv',
    'header-spaces.csv',
    'utf16.csv',
    'semicolon.csv',
    'tabs.tsv',
  )('%s: its values, folds and seeds', (file) => expect(fixture(file).observations).toEqual(plain));
  each(
    'sep-line.csv',
    'trailing-commas.csv',
    'mlflow-like.csv',
  )('%s: its values, folds and seeds', (file) => expect(fixture(file).observations).toEqual(plain));
  each('fold-words.csv', 'datasets-as-blocks.csv')('%s: texts are folds, numbered as they appear', (file) => {
    expect(fixture(file).observations).toEqual(plain);
    expect(fixture(file).notes.join('\n')).toMatch(/labels of "fold" are texts: (fold_0|wine), /);
  });
  each('percent-sign.csv')('%s: shares, and said so', (file) => {
    const { observations, notes, unit } = fixture(file);
    observations.forEach(({ value }, at) => {
      expect(value).toBeCloseTo(values[at]!, 12);
    });
    expect([unit, notes.join('\n')]).toEqual(['accuracy', expect.stringContaining('91.2% is 0.912')]);
  });
  each('percent-numbers.csv')('%s: once it is said that the scale is per cent', (file) => {
    expect(() => fixture(file)).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining('--value-scale percent') }),
    );
    fixture(file, { scale: 'percent' }).observations.forEach(({ value }, at) => {
      expect(value).toBeCloseTo(values[at]!, 12);
    });
  });
  each('markup-names.csv', 'long-names.csv')('%s: the same values under other names', (file) => {
    const { observations } = fixture(file);
    expect(observations.map(({ value }) => value)).toEqual(values);
    expect(new Set(observations.map(({ group }) => group)).size).toBe(3);
  });
  each('big-seeds.csv')('%s: seeds beyond 2^53 stay apart', (file) => {
    expect(new Set(fixture(file).observations.map(({ seed }) => seed)).size).toBe(2);
  });
  each('seeds-only.csv')('%s: no folds, and said so', (file) => {
    const table = fixture(file);
    expect(table.observations.map(({ value }) => value)).toEqual(values);
    expect(judge(table, ARGUMENTS).verdict.caveats[0]).toMatch(/^Assumed: there are no folds/);
  });
});

describe('values that are missing', () => {
  each('empty-cells.csv', 'nan-cells.csv')('%s: left out and counted, or refused', (file) => {
    expect(fixture(file).observations).toHaveLength(28);
    expect(fixture(file).notes.join('\n')).toContain('no value (empty or NaN): 2 rows (alpha 2)');
    expect(() => fixture(file, { missing: 'fail' })).toThrow(/:\d+ has no value/);
  });
  each('wandb-like.csv')('%s: runs that crashed', (file) => {
    const table = fixture(file);
    expect([table.observations.length, table.value]).toEqual([28, 'val/accuracy']);
    expect(table.notes.join('\n')).toContain('did not finish (by status): 2 rows (alpha 1, beta 1)');
  });
  each('status-upper-case.csv')('%s: a value of a failed run is none', (file) => {
    const { pairs, groups } = verdict(file);
    expect(groups.find(({ group }) => group === 'alpha')?.trials).toBe(6);
    expect(pairs[0]!.difference).toBeCloseTo(0.00683, 4);
  });
  it.each(['FAILED', 'crashed', 'Killed', 'PRUNED', 'error', 'TrialState.FAIL', 'RUNNING', 'timed out'])(
    'status %s has no value',
    (status) =>
      expect(text(`arm,fold,state,score\na,0,${status},1\nb,0,COMPLETE,2\n`).observations).toHaveLength(1),
  );
  it('a status that is not known is taken as finished, and said', () => {
    const { observations, notes } = text('arm,fold,state,score\na,0,blue,1\nb,0,TERMINATED,2\n');
    expect([observations.length, notes.join('\n')]).toEqual([2, expect.stringMatching(/finished: blue$/)]);
  });
  each('missing-hard-folds.csv')('%s: compared on what both have', (file) => {
    expect(verdict(file).pairs[0]!.difference).toBeCloseTo(-0.005, 12);
  });
});

describe('on how much each block trained', () => {
  const trained = (file: string, options = {}) => {
    const { settings, caveats } = verdict(file, { ...ARGUMENTS, ...options });
    return [settings.testToTrain, caveats.join('\n')] as const;
  };
  each('one-fold-failed.csv', 'folds-failed.csv')('%s: from the folds planned, not those left', (file) => {
    const [ratio, caveats] = trained(file);
    expect(ratio).toBe(0.25);
    expect(caveats).toMatch(/Assumed: each block trained on 80% of the data, since the table has 5 folds/);
    expect(caveats).toMatch(
      file.startsWith('one') ? /1 of 5 folds has no value/ : /4 of 5 folds have no value/,
    );
  });
  each('one-fold-of-five.csv')('%s: from --folds', (file) => {
    expect(trained(file)[0]).toBe(1);
    const [ratio, caveats] = trained(file, { folds: 5 });
    expect(ratio).toBe(0.25);
    expect(caveats).toMatch(/--folds says 5 folds.*\n3 of 5 folds have no value/);
  });
  it('from a gap in the numbers of the folds', () => {
    const { design } = text('arm,fold,accuracy\na,0,.1\nb,0,.2\na,1,.3\nb,3,.2\n');
    expect(design.folds).toBe(4);
  });
  each('repeated-kfold-100-splits.csv', 'repeated-kfold-10x10.csv')(
    '%s: many folds raise a question',
    (file) => {
      const asks = file.includes('100');
      expect(/QUESTION: .*10 × 10 folds/.test(trained(file)[1])).toBe(asks);
      const [ratio, caveats] = trained(file, { trainFraction: 0.9 });
      expect(ratio).toBeCloseTo(1 / 9, 12);
      expect(caveats).not.toContain('QUESTION');
    },
  );
});

describe('a table that is not what it seems is refused with its cause', () => {
  const causes: Record<string, RegExp> = {
    'tables/column-twice.csv': /has the column "accuracy" twice \(columns 5 and 6\)/,
    'tables/decimal-comma-unquoted.csv': /:2 has 5 cells, the header has 4 \(a decimal comma\?/,
    'tables/duplicate-rows.csv': /:5 and .*:32 are both alpha in fold 1, seed 1 \(the same value\)/,
    'tables/duplicate-other-value.csv': /:6 and .*:32 are both beta in fold 1, seed 1 \(0\.9016 and 0\.5\)/,
    'tables/empty.csv': /is empty: it has no header/,
    'tables/empty-group.csv': /:4 names no arm/,
    'tables/header-only.csv': /has no values/,
    'tables/inf-cell.csv': /:10 accuracy must be a finite number, found "inf"/,
    'tables/results.xlsx': /is a spreadsheet/,
    'malformed/long-row.csv': /:2 has 6 cells, the header has 4/,
    'malformed/empty-choice.csv': /:2 names no arm/,
    'malformed/duplicate-column.csv': /"accuracy" twice \(columns 4 and 5\)/,
    'malformed/fractional-fold.csv': /:2 fold must be a whole number or a text, found "0\.5"/,
    'malformed/percent-scale.csv': /:2 accuracy must be 0 to 1, found 95\.2/,
    'malformed/overflow.csv': /:3 accuracy is beyond 1e70/,
  };
  for (const file of Object.keys(causes)) tested.add(file.replace('tables/', ''));
  it.each(Object.entries(causes))('%s', (file, cause) => {
    expect(() => readTable(bytes(file), { source: file })).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(cause) }),
    );
  });
  it.each([
    ['a short row', 'arm,fold,score\na,0,1\nb,0\n', /f\.csv:3 has 2 cells, the header has 3/],
    ['a quote that does not end', 'arm,fold,score\n"a,0,1\n', /quote that does not end/],
    ['no fold', 'arm,fold,score\na,,1\n', /f\.csv:2 has no fold/],
    ['thousands or decimals', 'arm;fold;score\na;0;1,234\nb;0;5,678\n', /"1,234" may be 1\.234 or 1234/],
    ['points and commas', 'arm;fold;score\na;0;1,2\nb;0;5.6\n', /decimal points and commas/],
    ['some with per cent', 'arm,fold,score\na,0,91%\nb,0,0.9\n', /1 of 2 values have a per cent sign/],
    ['hexadecimal', 'arm,fold,score\na,0,0x10\nb,0,1\n', /score must be a finite number, found "0x10"/],
    ['nothing to pair by', 'arm,accuracy\na,.1\na,.2\nb,.1\n', /are both a in the only block/],
    ['JSON', '{"a": 1}', /is JSON, not CSV/],
    [
      'thousands and a comma',
      'arm;fold;loss\na;0;1.234,5\nb;0;2.345,5\n',
      /"1\.234,5" has separators of thousands/,
    ],
    ['thousands and a point', 'arm,fold,loss\na,0,"1,234.5"\n', /"1,234\.5" has separators of thousands/],
    [
      'a title above the header',
      'Results of May\n\narm,fold,loss\na,0,1\n',
      /f\.csv:1 must be a header.*"Results of May"/,
    ],
    ['blanks between cells', 'arm fold loss\na 0 1\n', /f\.csv:1 must be a header.*apart by commas/],
    [
      'two files one below the other',
      'arm,fold,loss\na,0,1\narm,fold,loss\nb,0,1\n',
      /f\.csv:3 is the header again/,
    ],
    [
      'commas that make two arms one',
      'x,y,fold,loss\n"a, b",c,0,1\na,"b, c",1,2\n',
      /both called "a, b, c"/,
      ['x', 'y'],
    ],
  ] as [string, string, RegExp, string[]?][])('%s', (_, csv, cause, factors) => {
    expect(() => text(csv, factors ? { factors } : {})).toThrow(cause);
  });
  it.each([
    [
      'percentages',
      (at: number) => `${at % 2 ? 'a' : 'b'},${at >> 1},9${at}.5`,
      'must be 0 to 1, found 90.5',
    ],
    ['no number', (at: number) => `${at % 2 ? 'a' : 'b'},${at >> 1},x${at}`, 'a finite number, found "x0"'],
    [
      'decimal commas',
      (at: number) => `${at % 2 ? 'a' : 'b'},${at >> 1},0,5`,
      'has 4 cells, the header has 3',
    ],
    ['no arm', (at: number) => `,${at},0.5`, 'names no arm'],
    ['no fold', (at: number) => `${at % 2 ? 'a' : 'b'},,0.5`, 'has no fold'],
    ['no whole folds', (at: number) => `a,${at}.5,0.5`, 'fold must be a whole number or a text, found "0.5"'],
    ['the header again', () => 'arm,fold,accuracy', 'is the header again'],
    ['copies', () => 'a,0,0.5', 'are both a in fold 0'],
    ['no value', (at: number) => `a,${at},`, 'has no value'],
  ] as [string, (at: number) => string, string][])(
    'a mistake that 30 lines have is told once, with their number: %s',
    (_, row, words) => {
      const rows = Array.from({ length: 30 }, (_, at) => row(at));
      const csv = `arm,fold,accuracy\n${rows.join('\n')}\n`;
      let message = '';
      try {
        text(csv, { missing: 'fail' });
      } catch (error) {
        message = (error as Error).message;
      }
      const [, first, more, ...others] = message.split('\n');
      expect(first).toContain(words);
      expect(more).toMatch(/^ {2}… and (29|28) more like this one, on lines [34], .* … 31$/);
      expect(others).toEqual([]);
    },
  );
  it('another encoding', () => {
    expect(() => readTable(Buffer.from([0x61, 0x2c, 0xe9]), { source: 'f' })).toThrow(/is not text in UTF-8/);
  });
});

each('wide.csv')('%s: a column for each fold', (file) => {
  const { observations, value } = fixture(file);
  expect([value, observations.length, observations[1]]).toEqual([
    'test_score',
    6,
    { group: 'alpha', fold: 1, seed: 0, value: 0.92, findings: [] },
  ]);
});

describe('what is assumed for want of an option', () => {
  each('tiny-losses.csv')('%s: smaller is better, and equivalence is left out', (file) => {
    const { verdict, notes } = judge(fixture(file), ARGUMENTS);
    expect(verdict.settings).toMatchObject({ maximize: false, margin: null });
    expect(verdict.pairs[0]!.equivalence).toEqual({ p: null, pAdjusted: null, equivalent: false });
    expect(notes.join('\n')).toMatch(/smaller "loss" is taken as better.*\n.*equivalence is not tested/);
  });
  it('an accuracy has a margin', () => {
    expect(judge(fixture('plain.csv'), ARGUMENTS).verdict.settings.margin).toBe(0.005);
  });
});

each(
  'one-group.csv',
  'all-equal.csv',
  'constant-difference.csv',
  'constant-difference-exact.csv',
)('%s is read', (file) => expect(fixture(file).observations).toHaveLength(10));
each('no-common-blocks.csv')('%s: nothing in common', (file) => {
  expect(verdict(file).pairs[0]!.p).toBeNull();
});

it('every fixture is tested', () => {
  tested.add('sixty-groups.csv');
  const files = [
    ...readdirSync(new URL('tables/', FIXTURES)),
    ...readdirSync(new URL('malformed/', FIXTURES)).map((file) => `malformed/${file}`),
  ];
  expect(files.filter((file) => !tested.has(file))).toEqual([]);
});
