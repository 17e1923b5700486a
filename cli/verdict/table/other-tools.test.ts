/** Tables as other tools write them, and what is asked where it may not be meant. */
import { describe, expect, it } from 'vitest';
import { judge } from '../verdict.ts';
import { readTable, type TableOptions } from './observations.ts';

const ARGUMENTS = { factor: [], arm: [], missing: 'drop', alpha: 0.05 } as const;
const text = (csv: string, options: Partial<TableOptions> = {}) =>
  readTable(Buffer.from(csv), { source: 'f.csv', ...options });

describe('tables as other tools write them', () => {
  it('a column for each arm', () => {
    const { observations } = text('fold,a,b\n0,1,2\n1,3,4\n', { arms: ['a', 'B'] });
    expect(observations.map(({ group, fold, value }) => [group, fold, value])).toEqual([
      ['a', 0, 1],
      ['b', 0, 2],
      ['a', 1, 3],
      ['b', 1, 4],
    ]);
  });
  it('Optuna: params_, user_attrs_, TrialState; the factor that is left', () => {
    const table = text(
      'number,value,params_lr,user_attrs_fold,state\n0,0.5,0.1,0,COMPLETE\n1,0.6,0.2,0,COMPLETE\n2,0.7,0.1,1,COMPLETE\n3,,0.2,1,PRUNED\n',
    );
    expect([table.factor, table.value, table.observations.length]).toEqual(['params_lr', 'value', 3]);
  });
  it('Ray: config/, several factors by option', () => {
    const csv =
      'trial_id,mean_accuracy,config/lr,config/bs,config/seed\nx,.5,.1,8,1\ny,.6,.1,16,1\nz,.7,.2,8,1\nw,.8,.2,16,1\n';
    expect(text(csv, { factors: ['lr', 'bs'] }).observations.map(({ group }) => group)).toEqual([
      '.1, 8',
      '.1, 16',
      '.2, 8',
      '.2, 16',
    ]);
    expect(() => text(csv)).toThrow(/several columns may be the arm: config\/lr, config\/bs/);
  });
  it('scikit-learn: each parameter, and all of them together', () => {
    const csv = 'param_C,params,split0_test_score,split1_test_score\n1,{C: 1},.9,.8\n10,{C: 10},.7,.6\n';
    expect([text(csv).factor, text(csv).observations.length]).toEqual(['param_C', 4]);
  });
  it('names with units, capitals and blanks', () => {
    const { observations, design, unit, notes } = text('Model,Fold #,Test Accuracy (%)\na,0,91.5\nb,0,90\n');
    expect([observations.map(({ value }) => value), design.kind, unit]).toEqual([
      [0.915, 0.9],
      'folds',
      'accuracy',
    ]);
    expect(notes.join('\n')).toContain('divided by 100 (the name of the column says per cent)');
  });
  it('the minus sign of print', () => {
    expect(
      text('arm,fold,loss\na,0,\u22120.5\nb,0,1e\u22123\n').observations.map(({ value }) => value),
    ).toEqual([-0.5, 0.001]);
  });
  it('one row for each metric', () => {
    const csv = 'arm,fold,metric,value\na,0,f1,.5\na,0,loss,2\nb,0,f1,.6\nb,0,loss,1\n';
    expect(text(csv, { metric: 'loss' }).observations.map(({ value }) => value)).toEqual([2, 1]);
    expect(text(csv, { metric: 'loss' }).value).toBe('loss');
    expect(() => text(csv)).toThrow(/there are several metrics: f1, loss/);
  });
  it('blocks of any text that share no data', () => {
    const table = text('arm,data set,score\na,wine,1\nb,wine,2\na,7.5,3\nb,7.5,5\n', { block: 'data set' });
    expect(judge(table, ARGUMENTS).verdict.settings.testToTrain).toBe(0);
  });
  it('decimal commas, fractions as folds once declared, and a split of train and test that is no fold', () => {
    expect(text('arm;fold;score\na;0;0,91\n').observations[0]!.value).toBe(0.91);
    expect(text('arm,fold,score\na,0.5,1\n', { textLabels: true }).observations).toHaveLength(1);
    expect(text('arm,split,seed,score\na,test,1,1\nb,test,1,1\n').design.kind).toBe('seeds');
  });
  it('no figures so large or so small that the arithmetic would lose their differences', () => {
    const table = (scale: number) => `arm,fold,loss\na,0,${scale}\nb,0,${scale / 2}\n`;
    const read = (scale: number) =>
      readTable(Buffer.from(table(scale)), { source: 'f.csv' }).observations.length;
    expect([1e-59, 1e69, 0].map(read)).toEqual([2, 2, 2]);
    expect(() => read(1e71)).toThrow(/f\.csv:2 loss is beyond 1e70/);
    expect(() => read(1e-70)).toThrow(/no loss is beyond 1e-60/);
  });

  it('an accuracy beyond 0 to 1 only where it is declared to be no share', () => {
    expect(() => text('arm,fold,accuracy\na,0,-0.2\n')).toThrow(/must be 0 to 1/);
    expect(text('arm,fold,accuracy\na,0,-0.2\n', { scale: 'plain' }).unit).toBe('value');
  });
});

describe('what is asked, since it may not be meant', () => {
  it.each([
    [
      'arms that differ in capitals',
      'arm,fold,loss\nAdam,0,1\nadam,0,2\n',
      /QUESTION: in "arm" "Adam", "adam" are taken/,
    ],
    [
      'a number in two ways of writing',
      'lr,fold,loss\n0.1,0,1\n0.10,1,2\n1e-1,2,1\n.2,0,1\n.2,1,2\n.2,2,1\n',
      /"0\.1", "0\.10", "1e-1" are one number/,
    ],
    [
      'shares with a per cent sign',
      'arm,fold,loss\na,0,0.91%\nb,0,0.90%\n',
      /QUESTION: 2 of 2 values are 1% or less/,
    ],
  ])('%s', (_, csv, question) => {
    const factors = csv.startsWith('lr') ? { factors: ['lr'] } : {};
    expect(text(csv, factors).notes.join('\n')).toMatch(question);
  });
  it('not of arms that are different', () => {
    const { notes } = text('arm,fold,loss\n0.1,0,1\n0.2,0,2\nsgd,0,1\nsgdm,0,2\n');
    expect(notes.join('\n')).not.toContain('QUESTION');
  });
});

it('smaller ranks, latencies and divergences are better', () => {
  for (const name of ['rank', 'mean latency', 'val/kl', 'FID'])
    expect(
      judge(text(`arm,fold,${name}\na,0,1\nb,0,2\n`, { value: name }), ARGUMENTS).verdict.settings.maximize,
    ).toBe(false);
});

it.each([
  [
    'a row for each epoch',
    'arm,fold,epoch,loss\na,0,1,2\na,0,2,1\n',
    /keep one, for example that with the last "epoch"/,
  ],
  ['a few figures in per cent', 'arm,fold,accuracy\na,0,.9\nb,0,.8\na,1,91\nb,1,.7\n', /^correct the values/],
])('%s: what to do', (_, csv, hint) => {
  expect(() => text(csv)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
});
