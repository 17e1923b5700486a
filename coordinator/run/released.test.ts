import { expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { released } from './released.ts';

const program = { study: { trainer: { kind: 'command', retries: 3 } } } as unknown as Manifest;
const network = { study: {} } as unknown as Manifest;

it('what a program did wrong is bounded by the study’s retries, and nothing else is', () => {
  for (const code of ['PROGRAM_FAILED', 'PROGRAM_TIMEOUT', 'OUT_OF_MEMORY'])
    expect(released(program, code, '')).toMatchObject({ code, retries: 3 });
  expect(released(program, 'INTERRUPTED', '')).not.toHaveProperty('retries');
  expect(released(network, 'OUT_OF_MEMORY', '')).not.toHaveProperty('retries');
});

it('an unknown code is a defect, and a long reason is cut', () => {
  const { code, reason } = released(program, 'toString', 'x'.repeat(9_000));
  expect([code, reason.length]).toEqual(['INTERNAL', 8_000]);
});
