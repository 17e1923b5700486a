import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FanoutError } from '../proto/errors.ts';
import { networkStudy } from './fixtures/network-study.ts';
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
  }).then(networkStudy);
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

  it('may call an arm as JavaScript calls its own things', async () => {
    const { arms } = await parse(fileOf('proto-label'));
    expect(arms.map(({ id }) => id)).toEqual(['glorot_uniform', '__proto__', 'constructor']);
  });

  it.each(['..', '.', '...', 'a..', '.a', 'a..b'])('gives no arm the name %s', async (label) => {
    const text = BASE.replace('he_normal]', `{ he_normal: {}, as: "${label}" }]`);
    expect(await mistakes(text)).toContain(`found ${JSON.stringify(label)}`);
  });

  it('has what a merge key brings, and what stands beside it', async () => {
    const { settings } = await parse(fileOf('anchor-merge'));
    expect(settings.model[1]).toEqual({ kind: 'dense', units: 4, activation: 'relu' });
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
