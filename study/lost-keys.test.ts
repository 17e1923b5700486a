import { expect, it } from 'vitest';
import { readDocument } from './document.ts';

const errors = (text: string) => readDocument(text, 's.yaml').syntaxErrors;

it('a field that nothing would see is refused wherever it stands, with its place', () => {
  expect(errors('a: { b: [{ __proto__: { x: 1 } }] }')).toEqual([
    's.yaml:1:12 a field cannot be called __proto__',
  ]);
  expect(errors('arms:\n  1: {}\n  "1": {}\n')).toEqual([
    's.yaml:3:3 the field "1" is there already, written otherwise',
  ]);
  expect(errors(`a: { "true": 1, true: 2 }`)).toHaveLength(1);
  expect(errors('a: &x { b: 1 }\nc: { <<: *x, b: 2 }\nd: { toString: 1, constructor: 2 }\n')).toEqual([]);
});
