import { expect, it } from 'vitest';
import { remarksOn } from './source.ts';

const files = (more: { passedOver?: string[]; unnamed?: string[] }) => ({
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
