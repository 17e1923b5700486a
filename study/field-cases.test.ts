import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FanoutError } from '../proto/errors.ts';
import { parseOverride } from './overrides.ts';
import { parseStudy } from './parse.ts';
import { studyText } from './text.ts';

const IRIS = { examples: 150, shape: [4], classes: 3 };
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
    ['name-upper', /found "My_Study"/],
    ['tabs', /7:1 Tabs are not allowed/],
  ])('is refused in words: %s', async (name, words) => {
    expect(await mistakes(fileOf(name))).toMatch(words);
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
  it.each(['[1, 2', '{ a: 1', '"1', '*nowhere', '1\n---\n2'])('reports broken YAML: %j', async (value) => {
    const found = await mistakes(BASE, `seeds=${value}`);
    expect(found).toContain(`--set seeds=${value.split('\n')[0]}`);
    expect(found).toContain('is not valid YAML');
  });

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
