import { expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { firstDifference, mustBeUnchanged } from './manifest-difference.ts';

const manifest = {
  run: 'r',
  study: { seeds: [1, 2], verdict: { margin: 0.01 } },
  trials: 12,
} as unknown as Manifest;

it.each([
  [{ ...manifest, trials: 20 }, 'trials is 20, was 12'],
  [{ ...manifest, study: { ...manifest.study, seeds: [1] } }, 'study.seeds[1] is not there, was 2'],
  [{ ...manifest, study: { ...manifest.study, seeds: [1, 3] } }, 'study.seeds[1] is 3, was 2'],
  [{ ...manifest, study: { ...manifest.study, seeds: null } }, 'study.seeds is null, was [1,2]'],
  [
    { ...manifest, study: { seeds: [1, 2], verdict: { margin: 0.5 } } },
    'study.verdict.margin is 0.5, was 0.01',
  ],
  [{ ...manifest, toString: 'x' }, 'toString is "x", was not there'],
  [{}, 'run is not there, was "r"'],
])('an edited manifest is refused by the name of the field: %#', (edited, words) => {
  expect(() => mustBeUnchanged(edited as Manifest, manifest)).toThrow(
    expect.objectContaining({ code: 'RUN_MISMATCH', message: expect.stringContaining(words) }),
  );
});

it('equal content in another order is no difference', () => {
  const { run, ...rest } = manifest;
  expect(firstDifference({ ...rest, run }, manifest)).toBeUndefined();
  expect(() => mustBeUnchanged({ ...rest, run }, manifest)).not.toThrow();
});
