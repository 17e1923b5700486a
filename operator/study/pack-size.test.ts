import { expect, it } from 'vitest';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { packSizeOf } from './pack-size.ts';

it('is one for programs, of which each trial is a pack', () => {
  const arms = { a: {}, b: {}, c: {}, d: {} };
  expect(packSizeOf(commandManifest('r', { program: 'true', arms, folds: 5 }), 1)).toBe(1);
});
