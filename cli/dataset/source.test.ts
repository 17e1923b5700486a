import { expect, it } from 'vitest';
import type { PackSource } from '../../datasets/pack/source.ts';
import { classRemarks, remarksOn } from './source.ts';

const files = (more: { passedOver?: string[]; unnamed?: string[] }) => ({
  folder: '.',
  paths: ['a.png', 'b.png'],
  y: Int32Array.of(0, 1),
  classNames: ['no', 'yes'],
  passedOver: [],
  unnamed: [],
  ...more,
});

it('says how many images a table leaves out, names the first few, and what to do', () => {
  const unnamed = ['c.png', 'd.png', 'e.png', 'f.png'];
  expect(remarksOn(files({ unnamed }), 'labels.csv')).toEqual([
    '2 images of 2 classes',
    'left out 4 images that labels.csv does not name: c.png, d.png, e.png, …',
    '  to have them in the dataset, give each a line with its file and class',
  ]);
  expect(remarksOn(files({ unnamed: ['c.png'] }), 'labels.csv')[1]).toBe(
    'left out 1 image that labels.csv does not name: c.png',
  );
});

it('says what is no image, and nothing where nothing is left out', () => {
  expect(remarksOn(files({ passedOver: ['x.txt'] }), undefined)).toEqual([
    '2 images of 2 classes',
    'passed over 1 file that is no image: x.txt',
  ]);
  expect(remarksOn(files({}), 'labels.csv')).toEqual(['2 images of 2 classes']);
});

const source = (more: Partial<PackSource>): PackSource => ({
  shape: [4],
  dtype: 'float32',
  classes: 2,
  y: Int32Array.of(0, 1, 1),
  values: () => {
    throw new Error('not asked for');
  },
  ...more,
});

it('says how many examples each class has, and what was left out', () => {
  expect(classRemarks(source({ classNames: ['cats', 'dogs'], skipped: ['cats/0.jpg'] }))).toEqual([
    'left out 1 image that cannot be used: cats/0.jpg',
    'examples of each class: cats 1, dogs 2',
  ]);
  const many = classRemarks(source({ classes: 25, y: Int32Array.from({ length: 25 }, (_, at) => at) }));
  expect(many).toEqual([expect.stringMatching(/^examples of each class: 0 1, .*, 19 1, … and 5 more$/)]);
});

it('warns of classes without examples and of channels first', () => {
  const found = classRemarks(source({ shape: [3, 16, 16], y: Int32Array.of(1, 1, 2), classes: 3 }));
  expect(found.slice(1)).toEqual([
    expect.stringMatching(/^warning: examples of 3 × 16 × 16 look like images with their channels first/),
    expect.stringMatching(/^warning: class 0 has no example: the labels are 1 to 2/),
  ]);
});
