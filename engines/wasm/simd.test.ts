import { expect, it } from 'vitest';
import { bestSimd } from './simd.ts';

it('FANOUT_SIMD=plain takes the build without fused multiply-add; nothing else does where the other can run', () => {
  const best = bestSimd({});
  expect(bestSimd({ FANOUT_SIMD: 'plain' })).toBe('plain');
  expect([bestSimd({ FANOUT_SIMD: 'other' }), bestSimd({ FANOUT_SIMD: '' })]).toEqual([best, best]);
});
