import { expect, it } from 'vitest';
import { examine } from './checks.ts';
import { describe } from './command.ts';

it('finds on this machine what the tests themselves need', async () => {
  const checks = await examine('/dev/null/nowhere');
  const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  expect(states).toMatchObject({
    Node: 'ok',
    machine: 'ok',
    'backend wasm': 'ok',
    datasets: 'ok',
    ports: 'ok',
  });
  // A directory that cannot be made is a problem, and says so.
  expect(checks.find(({ name }) => name === 'disk')).toMatchObject({
    state: 'problem',
    found: expect.stringContaining('/dev/null/nowhere'),
  });
});

it('says what to do under what is wrong, and sums up', () => {
  const lines = describe(
    [
      { name: 'a', state: 'ok', found: 'well' },
      { name: 'bb', state: 'problem', found: 'broken', advice: 'mend it' },
    ],
    false,
  );
  expect(lines).toEqual([
    'ok       a   well',
    'problem  bb  broken',
    '             mend it',
    '',
    '1 problem to solve before a run works.',
  ]);
});
