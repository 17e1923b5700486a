import { describe, expect, it } from 'vitest';
import { gridOf } from '../grid.ts';
import { parseOverride } from '../overrides.ts';
import { parseStudy } from '../parse.ts';
import type { CommandStudy } from '../study.ts';
import { fill } from './placeholders.ts';

const HEAD = 'apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: mine }\nspec:\n';
const TRAINER = '  trainer:\n    command: [python, train.py, --lr, "{{lr}}", "{{optimizer}}"]\n';
const OBJECTIVE = '  objective: { metric: accuracy }\n';
const VARY = '  vary: { optimizer: [sgd, adamw], lr: [0.1, 0.01] }\n';

const parse = (spec: string, ...sets: [path: string, value: unknown][]) =>
  parseStudy(HEAD + spec, {
    source: '/studies/mine.yaml',
    overrides: sets.map(([path, value]) => ({
      path: path.split('.'),
      value,
      text: `${path}=${value}`,
    })) as never,
    describeDataset: async () => ({ examples: 150, shape: [4], classes: 3 }),
  }).then((study) => study as CommandStudy);

/** The lines of what is wrong, without the first. */
const mistakes = (spec: string) =>
  parse(spec).then(
    () => [],
    (error: Error) => error.message.split('\n').slice(1),
  );

it('crosses parameters, and keeps those that all share', async () => {
  const study = await parse(`${VARY}${TRAINER}    parameters: { epochs: 10, lr: 5 }\n${OBJECTIVE}`);
  expect(study.factors).toEqual([
    { name: 'optimizer', field: 'trainer.parameters.optimizer', levels: ['sgd', 'adamw'] },
    { name: 'lr', field: 'trainer.parameters.lr', levels: ['0.1', '0.01'] },
  ]);
  expect(study.arms.map(({ id }) => id)).toEqual([
    'sgd-lr=0.1',
    'sgd-lr=0.01',
    'adamw-lr=0.1',
    'adamw-lr=0.01',
  ]);
  expect(study.arms[1]).toMatchObject({
    levels: { optimizer: 'sgd', lr: '0.01' },
    parameters: { optimizer: 'sgd', lr: 0.01, epochs: 10 },
  });
  expect(study.trainer).toEqual({
    ...{ kind: 'command', command: ['python', 'train.py', '--lr', '{{lr}}', '{{optimizer}}'] },
    ...{ directory: '/studies', metrics: 'lines', of: 'last', quietSeconds: 3600, retries: 1, gpus: 0 },
    ...{ concurrency: { perGpu: 1 }, environment: {} },
  });
  expect(study.metrics).toEqual([
    { name: 'accuracy', title: 'accuracy', direction: 'maximize', scale: 'share', least: 0, most: 1 },
  ]);
  expect(study.objective).toEqual({ metric: 'accuracy', direction: 'maximize', margin: 0.005, alpha: 0.05 });
  expect(study).not.toHaveProperty('dataset');
});

it('names combinations, takes lists as levels, times, and the number of examples of its own data', async () => {
  const study = await parse(`  arms: { base: {}, wide: { layers: [64, 64] } }
  control: base
  dataset: { examples: 1797 }
  trainer:
    command: [./train, "{{layers}}"]
    directory: code
    parameters: { layers: [8] }
    timeout: 1h30m
    quiet: 90s
  objective: { metric: rmse, margin: 1, of: best }
`);
  expect(study.arms.map(({ parameters }) => parameters)).toEqual([{ layers: [8] }, { layers: [64, 64] }]);
  expect(study).toMatchObject({ examples: 1797, control: 'base', objective: { direction: 'minimize' } });
  expect(study.trainer).toMatchObject({
    ...{ directory: '/studies/code', timeoutSeconds: 5400, quietSeconds: 90, of: 'best' },
  });
  const varied = await parse(
    `  vary: { layers: [{ value: [8, 8], as: small }, { value: [64], as: wide }] }\n${TRAINER.replace('"{{lr}}", "{{optimizer}}"', '"{{layers}}"')}${OBJECTIVE}`,
  );
  expect(varied.arms.map(({ id, parameters }) => [id, parameters.layers])).toEqual([
    ['small', [8, 8]],
    ['wide', [64]],
  ]);
});

it.each([
  [
    'nothing to compare',
    `${TRAINER}    parameters: { lr: 1, optimizer: sgd }\n${OBJECTIVE}`,
    'has nothing to compare',
  ],
  ['no objective', `${VARY}${TRAINER}`, 'spec.objective is required'],
  [
    'an unknown metric without a direction',
    `${VARY}${TRAINER}  objective: { metric: reward, margin: 1 }\n`,
    'objective.direction is required',
  ],
  ['no margin', `${VARY}${TRAINER}  objective: { metric: rmse }\n`, 'objective.margin is required'],
  [
    'per cent',
    `${VARY}${TRAINER}  objective: { metric: accuracy, margin: 1 }\n`,
    'for per cent write scale: plain',
  ],
  [
    'a placeholder for nothing',
    `${VARY}${TRAINER.replace('{{lr}}', '{{learning_rate}}')}${OBJECTIVE}`,
    'has {{learning_rate}}, which stands for nothing',
  ],
  [
    'what is meant as a placeholder',
    `${VARY}${TRAINER.replace('{{lr}}', '{{parameters.lr}}')}${OBJECTIVE}`,
    'has {{parameters.lr}}, which stands for nothing',
  ],
  [
    'a placeholder where none is filled',
    `${VARY}${TRAINER}    directory: "runs/{{lr}}"\n${OBJECTIVE}`,
    'trainer.directory has {{lr}}, which is put into the command and the environment only',
  ],
  [
    'the epoch as a metric',
    `${VARY}${TRAINER}  objective: { metric: epoch, direction: minimize, margin: 1 }\n`,
    'objective.metric must be a metric',
  ],
  [
    'a margin of 0, and nothing else',
    `${VARY}${TRAINER}  objective: { metric: accuracy, margin: 0 }\n`,
    'objective.margin must be more than 0',
  ],
  [
    'a level that is none',
    `  vary: { lr: [null, 1], optimizer: [a, b] }\n${TRAINER}${OBJECTIVE}`,
    'vary.lr[0]',
  ],
  [
    'an arm that is none',
    `  arms: { a: , b: { lr: 1, optimizer: a } }\n${TRAINER}${OBJECTIVE}`,
    'spec.arms.a must be an object',
  ],
  ['a control that is no text', `${VARY}${TRAINER}${OBJECTIVE}  control: 1\n`, 'spec.control must be text'],
  [
    'a reserved name',
    `  vary: { seed: [1, 2] }\n${TRAINER.replace(', "{{lr}}", "{{optimizer}}"', '')}${OBJECTIVE}`,
    'fanout gives a value of its own',
  ],
  ['__proto__', `  vary: { "__proto__": [1, 2] }\n${TRAINER}${OBJECTIVE}`, '__proto__'],
  [
    'a name that every object has',
    `  vary: { constructor: [1, 2] }\n${TRAINER.replace(', "{{lr}}", "{{optimizer}}"', '')}${OBJECTIVE}`,
    'every object has',
  ],
  [
    'a field of networks',
    `${VARY}${TRAINER}${OBJECTIVE}  training: { epochs: 3 }\n`,
    'spec.training is of the built-in network',
  ],
  [
    'a level twice',
    `  vary: { lr: [0.1, 0.1] }\n${TRAINER.replace(', "{{optimizer}}"', '')}${OBJECTIVE}`,
    'must differ from the others',
  ],
  [
    'a level without a name',
    `  vary: { lr: [0.1, { value: [1] }] }\n${TRAINER.replace(', "{{optimizer}}"', '')}${OBJECTIVE}`,
    'value and as',
  ],
  [
    'an unknown control',
    `${VARY}${TRAINER}${OBJECTIVE}  control: base\n`,
    'spec.control must be one of the arms',
  ],
  [
    'a secret name of a variable',
    `${VARY}${TRAINER}    environment: { FANOUT_TOKEN: x }\n${OBJECTIVE}`,
    'must not begin with FANOUT_',
  ],
  ['no time', `${VARY}${TRAINER}    timeout: soon\n${OBJECTIVE}`, 'must be a time above 0'],
  [
    'another metric than seconds',
    `${VARY}${TRAINER}    metrics: { from: none }\n${OBJECTIVE}`,
    'must be seconds',
  ],
  [
    'more folds than examples',
    `${VARY}${TRAINER}${OBJECTIVE}  dataset: { examples: 3 }\n`,
    'folds.count must be at most',
  ],
  ['a null character', `${VARY}${TRAINER}    parameters: { a: ["b\\0"] }\n${OBJECTIVE}`, 'null characters'],
  [
    'more examples than fit into memory',
    `${VARY}${TRAINER}${OBJECTIVE}  dataset: { examples: 1000000000000 }\n`,
    'dataset.examples must be at most 100000000',
  ],
  ['an infinite number', `${VARY}${TRAINER}    parameters: { a: .inf }\n${OBJECTIVE}`, 'a finite number'],
])('refuses %s, with its place', async (_, spec, text) => {
  const lines = await mistakes(spec);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(text);
  expect(lines[0]).toMatch(/mine\.yaml:\d+:\d+ \S/);
});

describe('a study without folds', () => {
  const NONE = '  folds: { count: 1 }\n';

  it('has a trial for each arm and seed', async () => {
    const study = await parse(`${VARY}${TRAINER}${OBJECTIVE}${NONE}  seeds: [4, 5]\n`);
    expect(gridOf(study).map(({ key }) => key)).toEqual(
      [4, 5].flatMap((seed) => study.arms.map(({ id }) => `${id}/0/${seed}`)),
    );
  });

  it.each([
    ['fold', 'trainer.command[4]'],
    ['folds', 'trainer.command[4]'],
  ])('refuses {{%s}}, with its place', async (name, place) => {
    const trainer = TRAINER.replace('{{lr}}', `{{lr}}/{{${name}}}`).replace('--lr, ', '--lr, "{{seed}}", ');
    const lines = await mistakes(`${VARY}${trainer}${OBJECTIVE}${NONE}`);
    expect(lines).toEqual([expect.stringMatching(/mine\.yaml:\d+:\d+ /)]);
    expect(lines[0]).toContain(
      `${place} has {{${name}}}, and with folds: { count: 1 } the study has no folds`,
    );
  });

  it.each([
    ['folds: none', 'must be an object, found "none": write { count: 5 }, or { count: 1 }'],
    ['folds: 4', 'must be an object, found 4: write { count: 4 }'],
    ['folds: { count: 0 }', 'must be at least 1'],
    ['folds: { count: 1, resplit: true }', 'folds.resplit needs folds to draw anew'],
  ])('refuses %s, and says what to write', async (folds, text) => {
    const lines = await mistakes(`${VARY}${TRAINER}${OBJECTIVE}  ${folds}\n`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(text);
  });

  it('is for programs alone', async () => {
    const lines = await mistakes(`  dataset: { name: iris }\n${NONE}`);
    expect(lines[0]).toContain('folds.count must be at least 2, found 1: only a program');
  });
});

it('a network needs a dataset that is named', async () => {
  expect(await mistakes('  seeds: [1]\n')).toEqual([expect.stringContaining('spec.dataset is required')]);
  expect(await mistakes('  dataset: { examples: 50 }\n')).toEqual([
    expect.stringContaining('must have name, npy, csv, parquet or shards'),
  ]);
});

it('fills placeholders in one go: what stands in a value is not looked at again', () => {
  const values = { a: '{{b}} $(id); "quoted"', b: 0.1, list: [1, 'x'] };
  expect(fill('--a={{a}} {{ b }} {{list}} {{c}} {{__proto__}}', values)).toBe(
    '--a={{b}} $(id); "quoted" 0.1 [1,"x"] {{c}} {{__proto__}}',
  );
});

it('lets the directory count from the study file, and in containers from that of the image', async () => {
  const text = `${HEAD}${VARY}${TRAINER}${OBJECTIVE}`;
  const directoryOf = async (inContainers: boolean, study = text) => {
    const options = { source: '/studies/mine.yaml', inContainers };
    const describeDataset = async () => ({ examples: 150, shape: [4], classes: 3 });
    return ((await parseStudy(study, { ...options, describeDataset })) as CommandStudy).trainer.directory;
  };
  expect(await directoryOf(false)).toBe('/studies');
  expect(await directoryOf(true)).toBe('.');
  const sub = text.replace('  trainer:\n', '  trainer:\n    directory: code\n');
  expect([await directoryOf(false, sub), await directoryOf(true, sub)]).toEqual(['/studies/code', 'code']);
});

it('tells in one go what the schema and the other rules find', async () => {
  const lines = await mistakes(`${VARY}${TRAINER.replace('{{lr}}', '{{lrr}}')}  seeds: []\n`);
  expect(lines.map((line) => line.match(/spec\.[a-z.]+/)?.[0])).toEqual([
    'spec.seeds',
    'spec.trainer.command',
    'spec.objective',
  ]);
});

it.each([
  ['a time that is none', VARY, '    timeout: soon\n', 'trainer.timeout'],
  ['a level twice', '  vary: { lr: [0.1, 0.1], optimizer: [a, b] }\n', '', 'vary.lr[1]'],
  ['a reserved name', '  vary: { lr: [1, 2], optimizer: [a, b], seed: [1, 2] }\n', '', 'vary.seed'],
])('tells of a placeholder for nothing beside %s', async (_, vary, more, other) => {
  const lines = await mistakes(`${vary}${TRAINER.replace('{{lr}}', '{{lrr}}')}${more}${OBJECTIVE}`);
  const fields = lines.map((line) => line.match(/spec\.(\S+)/)![1]);
  expect(fields.sort()).toEqual(['trainer.command[3]', other].sort());
  expect(lines.join()).toContain('has {{lrr}}, which stands for nothing');
});

it.each([
  ['vary', VARY, 'trainer.parameters.lr', 'set vary.lr=[…] instead'],
  [
    'vary, with values that have names',
    '  vary: { lr: [{ value: [1], as: x }, { value: [2], as: y }], optimizer: [a, b] }\n',
    'trainer.parameters.lr',
    'set vary.lr=[…] instead',
  ],
  [
    'each arm',
    '  arms: { a: { lr: 1, optimizer: b }, c: { lr: 2, optimizer: b } }\n',
    'trainer.parameters.lr',
    'set arms.a.lr=… instead',
  ],
])('refuses --set of a parameter that %s has a value for', async (_, compared, field, instead) => {
  const path = ['spec', ...field.split('.')];
  const study = parseStudy(HEAD + compared + TRAINER + OBJECTIVE, {
    source: '/studies/mine.yaml',
    overrides: [{ path, text: '5' }],
    describeDataset: async () => ({ examples: 150, shape: [4], classes: 3 }),
  });
  await expect(study).rejects.toThrow(`--set ${field} has no effect`);
  await expect(study).rejects.toThrow(instead);
});

it('sets a parameter whose name has a hyphen', () => {
  expect(parseOverride('trainer.parameters.batch-size=5')?.path).toEqual([
    ...['spec', 'trainer', 'parameters', 'batch-size'],
  ]);
});
