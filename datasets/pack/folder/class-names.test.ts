import { expect, it } from 'vitest';
import { oddClasses } from './class-names.ts';

it.each([
  [['Cat', 'cat', 'dog'], [/^the classes "Cat" and "cat" differ in capital letters/]],
  [['cats', 'cats '], [/^the classes "cats" and "cats " differ/]],
  [['nan', 'x'], [/^the class "nan" is how tools write a missing value/]],
  [['0.13', '0.72', '1.5', '2.25'], [/^each of 4 figures \(0\.13, 0\.72, 1\.5, …\) is taken for a class/]],
  [['0', '1', '10'], []],
  [['a', 'b', 'v1.5'], []],
])('says what is odd about %j', (names, found) => {
  expect(oddClasses(names)).toEqual(found.map((line) => expect.stringMatching(line)));
});
