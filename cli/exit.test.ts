import { afterEach, expect, it, vi } from 'vitest';
import { FanoutError } from '../proto/errors.ts';
import { explain } from './exit.ts';

let shown = '';
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
const explained = (debug: string | undefined) => {
  shown = '';
  vi.stubEnv('FANOUT_DEBUG', debug);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown += text;
    return true;
  });
  return explain(new FanoutError('USAGE', 'what happened', { hint: 'what to do' }));
};

it('FANOUT_DEBUG with any value shows the trace of an error; without it there is none', () => {
  expect([explained(undefined), shown]).toEqual([2, 'fanout: what happened\n  what to do\n']);
  for (const value of ['1', '0', 'no']) {
    expect(explained(value)).toBe(2);
    expect(shown).toMatch(/^fanout: what happened\n {2}what to do\n.*\n {4}at .*exit\.test\.ts/s);
  }
});
