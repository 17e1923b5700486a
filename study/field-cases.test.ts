import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FanoutError } from '../proto/errors.ts';
import type { DatasetSpec } from '../proto/study.ts';
import { parseOverride } from './overrides.ts';
import { parseStudy } from './parse.ts';
import { studyText } from './text.ts';

const IRIS = { examples: 150, shape: [4], classes: 3 };
const MNIST = { examples: 60_000, shape: [28, 28, 1], classes: 10 };
const fileOf = (name: string) =>
  studyText(readFileSync(new URL(`./fixtures/files/${name}.yaml`, import.meta.url)));
const BASE = fileOf('base');
const parse = (text: string, ...sets: string[]) =>
  parseStudy(text, {
    source: 'study.yaml',
    overrides: sets.map((set) => parseOverride(set)!),
    describeDataset: async () => IRIS,
  });
const mistakes = async (text: string, ...sets: string[]): Promise<string> => {
  const error = await parse(text, ...sets).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FanoutError);
  expect((error as FanoutError).code).toBe('STUDY_INVALID');
  return (error as Error).message;
};
const withSeeds = (seeds: string) => BASE.replace('seeds: [1, 2]', `seeds: ${seeds}`);

describe('a file as people write it', () => {
  it.each([
    ...['anchor-alias', 'anchor-merge', 'bom', 'crlf', 'exponent', 'latin1', 'leading-marker', 'utf16'],
    ...['x-field', 'vary-off'],
  ])('is read: %s', async (name) => {
    const study = await parse(fileOf(name));
    expect(study.name).toBe('probe');
    expect(study.seeds).toEqual([1, 2]);
  });

  it('may call a choice as JavaScript calls its own things', async () => {
    const { initializers } = await parse(fileOf('proto-label'));
    expect(initializers.map(({ label }) => label)).toEqual(['glorot_uniform', '__proto__', 'constructor']);
  });

  it.each(['..', '.', '...', 'a..', '.a', 'a..b'])('gives no choice the name %s', async (label) => {
    const text = BASE.replace('he_normal]', `{ he_normal: {}, as: "${label}" }]`);
    expect(await mistakes(text)).toContain(`found ${JSON.stringify(label)}`);
  });

  it('has what a merge key brings, and what stands beside it', async () => {
    const { model } = await parse(fileOf('anchor-merge'));
    expect(model[1]).toEqual({ kind: 'dense', units: 4, activation: 'relu' });
  });

  it.each([
    ['utf16le', [0xff, 0xfe]],
    ['utf16le', []],
  ] as const)('is read as %s with the mark %s', (encoding, mark) => {
    expect(studyText(Buffer.concat([Buffer.from(mark), Buffer.from(BASE, encoding)]))).toBe(BASE);
    const big = Buffer.from(BASE, encoding).swap16();
    expect(studyText(Buffer.concat([Buffer.from([...mark].reverse()), big]))).toBe(BASE);
  });

  it('may have fields of the user at its top, and nowhere else', async () => {
    expect(await mistakes(BASE.replace('spec:\n', 'spec:\n  x-mine: 1\n'))).toMatch(
      /5:3 spec\.x-mine is not a known field/,
    );
  });

  it.each([
    ['two-documents', /16:1 a second document begins here, and a study file holds one study/],
    ['seeds-count', /must be a list, found 10: write \[10\] for 10 alone, \[1, 2, .*, 10\] for all to 10/],
    ['seeds-range', /must be a list, found "1-10": write \[1, 2, 3, 4, 5, 6, 7, 8, 9, 10\]/],
    ['lr-comma', /13:40 .*learningRate must be more than 0, found 0/],
    ['lr-quoted', /must be a number, found "0.01"/],
    ['norway', /must be true or false, found "yes"/],
    ['name-number', /metadata\.name must be text, found 2024/],
    ['dot-label', /initializers\[1\]\.as must be .* with no "\." at its beginning .* found "\.hidden"$/],
    ['dots-label', /initializers\[1\]\.as must be .* and no two in a row, found "v1\.\.v2"$/],
    ['name-upper', /found "My_Study"/],
    ['tabs', /7:1 Tabs are not allowed/],
  ])('is refused in words: %s', async (name, words) => {
    expect(await mistakes(fileOf(name))).toMatch(words);
  });

  it.each([
    ['a tag', BASE.replace('epochs: 3', 'epochs: !env EPOCHS'), /15:13 !env means nothing in a study/],
    ['a tag of a text', BASE.replace('name: probe', 'name: !env NAME'), /3:19 !env means nothing/],
    [
      'an alias of nothing',
      BASE.replace('    epochs: 3', '    <<: *common'),
      /15:9 \*common stands for what &common marks/,
    ],
    ['a merge of a number', BASE.replace('    epochs: 3', '    <<: 3'), /<< must be followed by an object/],
    [
      'a blank of a web page',
      BASE.replace('  seeds', '\u00a0\u00a0seeds'),
      /^[^\n]*\n {2}study\.yaml:8:1 a blank that is none of YAML's \(U\+00A0\): write a space$/,
    ],
    [
      'no blank behind a colon',
      BASE.replace('epochs: 3', 'epochs:3'),
      /15:5 a field must be followed by ":" and a blank/,
    ],
    ['nothing', '# to be written\n', /1:1 is empty, and must hold a study/],
    ['an archive', '\u001f\u008b\u0008\u0000', /1:1 is not text in UTF-8 or UTF-16/],
    ['UTF-32', [...BASE].join('\0\0'), /is not text in UTF-8 or UTF-16/],
    ['too many brackets', withSeeds('['.repeat(5000) + ']'.repeat(5000)), /lie in each other too deeply/],
    [
      'an explosion of aliases',
      `x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\nx-b: &b [${'*a, '.repeat(20)}]\nx-c: &c [${'*b, '.repeat(20)}]\n${withSeeds('[*c]')}`,
      /aliases .* make so much/,
    ],
  ])('names the cause where the text holds %s', async (_, text, words) => {
    expect(await mistakes(text)).toMatch(words);
  });

  it.each([
    ['3..9', /write \[3, 4, 5, 6, 7, 8, 9\]/],
    ['1-500', /write \[1, 2, 3, …, 500\]/],
  ])('says which list is meant by the range %s', async (seeds, words) => {
    expect(await mistakes(withSeeds(seeds))).toMatch(words);
  });

  it.each(['9-1', 'many', 'true', '-3', '1.5'])('proposes no list for %s', async (seeds) => {
    expect(await mistakes(withSeeds(seeds))).not.toMatch(/write/);
  });

  it.each(['[9007199254740992, 9007199254740993]', '[0x20000000000001]', '[-9007199254740993]'])(
    'never makes other numbers of those that are too large: seeds %s',
    async (seeds) => {
      const found = await mistakes(withSeeds(seeds));
      for (const number of seeds.match(/-?\w+/g)!)
        expect(found).toContain(`${number} is too large to be kept exactly`);
      expect(found).not.toMatch(/must differ/);
    },
  );

  it.each([
    ['metadata: { name: probe }', 'metadata: {}', /metadata\.name is required \(text\)/],
    ['units: 8, ', '', /units is required \(/],
  ])('is told what is required: without %s', async (found, instead, words) => {
    const text = await mistakes(BASE.replace(found, instead));
    expect(text).toMatch(words);
    expect(text).not.toMatch(/must be is/);
  });
});

describe('--set', () => {
  it.each(['[1, 2', '{ a: 1', '"1', '*nowhere', '1\n---\n2', '!env SEEDS', '[1, !!python/tuple [2]]'])(
    'reports broken YAML: %j',
    async (value) => {
      const found = await mistakes(BASE, `seeds=${value}`);
      expect(found).toContain(`--set seeds=${value.split('\n')[0]}`);
      expect(found).toContain('is not valid YAML');
    },
  );

  it('takes all behind vary. for the name of one factor', async () => {
    const study = await parse(BASE.replace(/ {2}initializers.*\n/, ''), 'vary.training.batchSize=[8, 16]');
    expect(study.factors).toEqual([{ name: 'batchSize', field: 'training.batchSize', levels: ['8', '16'] }]);
    const layers = await parse(
      BASE.replace(/ {2}initializers.*\n/, ''),
      'vary.model.*.activation=[relu, tanh]',
    );
    expect(layers.factors![0]!.field).toBe('model.*.activation');
  });

  it.each([
    ['training.epochs=0', /--set training\.epochs spec\.training\.epochs must be at least 1/],
    ['initializers=[]', /--set initializers spec\.initializers must have at least 1 entry, found/],
    ['training.epoks=3', /--set training\.epoks spec\.training\.epoks is not a known field/],
    ['training.optimzer.adam.learningRate=1', /--set \S+ spec\.training\.optimzer is not a known field/],
    ['training.optimizer.sgd.learningRate=1', /--set \S+ spec\.training\.optimizer must have exactly one of/],
    ['dataset.npy.x=x.npy', /--set dataset\.npy\.x spec\.dataset\.npy\.y is required/],
    ['initializers[1]=he_norml', /--set initializers\.1 spec\.initializers\[1\] must be one of/],
  ])('is the place of a mistake that it makes: %s', async (set, words) => {
    const found = await mistakes(BASE, set);
    expect(found).toMatch(words);
    expect(found).not.toContain('study.yaml:');
  });

  // Each breaks a rule that stands at another field, which the file has.
  it.each([
    ['dataset.examples=8', 'training.batchSize must be at most'],
    ['dataset.examples=2', 'folds.count must be at most the number of examples'],
    ['folds.count=2', 'training.batchSize must be at most', BASE.replace('batchSize: 16', 'batchSize: 90')],
    [
      'folds.shuffle=false',
      'folds.resplit needs folds.shuffle',
      BASE.replace('shuffle: true', 'shuffle: true, resplit: true'),
    ],
    [
      'folds.count=150',
      'folds.resplit must not make more',
      BASE.replace('shuffle: true', 'resplit: true').replace(
        '[1, 2]',
        `[${Array.from({ length: 20 })
          .map((_, index) => index)
          .join(', ')}]`,
      ),
    ],
    ['seeds.0=2', 'seeds[1] must differ from the seeds before it, found 2 again'],
    ['initializers.0=he_normal', 'initializers[1] must have a name of its own'],
    [
      'dataset.npy={ x: a, y: b }',
      'dataset.shards must not stand beside npy',
      BASE.replace('{ name: iris }', '{ shards: { index: i.json } }'),
    ],
    ['workers.max=1', 'workers.min must be at most max (1)', `${BASE}  workers: { min: 2, max: 4 }\n`],
    ['model.0.dense.activation=softmax', 'model[0].dense.activation must be softmax on the last layer only'],
    ['model.1=flatten', 'model[1] must be dense with activation softmax'],
    ['dataset.name=mnist', 'model[0] a dense layer needs flat input'],
    [
      'initializers=[he_normal, he_uniform]',
      'vary must have one field',
      BASE.replace(
        / {2}initializers.*\n/,
        '  vary: { training.batchSize: [8, 16], training.epochs: [1, 2] }\n',
      ),
    ],
    [
      'dataset.examples=12',
      'vary.training.batchSize[1] makes spec.training.batchSize break a rule',
      BASE.replace(/ {2}initializers.*\n/, '  vary: { training.batchSize: [2, 16] }\n').replace(
        'batchSize: 16',
        'batchSize: 2',
      ),
    ],
    ['initializers.0={ random_uniform: { min: 3 } }', 'random_uniform.max must be more than min (3)'],
  ] as [string, string, string?][])(
    'is the place of a rule across fields that it breaks: %s',
    async (set, words, text = BASE) => {
      const facts = {
        describeDataset: async ({ name }: DatasetSpec) => (name === 'mnist' ? MNIST : IRIS),
        source: 'study.yaml',
      };
      // The file alone is sound.
      await parseStudy(text, facts);
      const overrides = [parseOverride(set)!];
      const error = await parseStudy(text, { ...facts, overrides }).catch((thrown: FanoutError) => thrown);
      const { message, hint } = error as FanoutError;
      expect(message).toContain(words);
      expect(
        message
          .split('\n')
          .slice(1)
          .filter((line) => !line.startsWith('  --set ')),
      ).toEqual([]);
      expect(hint).toMatch(/^correct the argument/);
    },
  );

  it('is not the place of a mistake that the file has', async () => {
    const found = await mistakes(BASE.replace('epochs: 3', 'epochs: 0'), 'training.batchSize=8');
    expect(found).toMatch(/study\.yaml:\d+:\d+ spec\.training\.epochs must be at least 1/);
    expect(found).not.toContain('--set');
  });

  it.each([
    [
      'initializers.7=zeros',
      /there is no entry 7: spec\.initializers has the entries 0 to 1; 2 would add one/,
    ],
    ['seeds.last=3', /spec\.seeds is a list, and "last" is no position in it: it has the entries 0 to 1/],
    ['verdict.0=1', /spec\.verdict/],
  ])('says in words what a list does not have: %s', async (set, words) => {
    expect(await mistakes(BASE, set)).toMatch(words);
  });

  it('may add an entry behind the last', async () => {
    expect((await parse(BASE, 'seeds.2=7')).seeds).toEqual([1, 2, 7]);
  });
});

it('every file of fixtures/files is tried', () => {
  const tests = ['field-cases.test.ts', 'warnings.test.ts', '../cli/study/validate.test.ts']
    .map((test) => readFileSync(new URL(test, import.meta.url), 'utf8'))
    .join('');
  const files = readdirSync(new URL('fixtures/files', import.meta.url)).map((file) =>
    file.replace('.yaml', ''),
  );
  expect(files.length).toBeGreaterThan(25);
  expect(files.filter((file) => !tests.includes(`'${file}'`))).toEqual([]);
});
