import { expect, it } from 'vitest';
import { TURN_MS, Turns } from './turns.ts';

const extent = {} as Parameters<Turns['add']>[0];

/** How many steps the next turn has. */
function stepsOf(turns: Turns): number {
  let steps = 1;
  while (!turns.add(extent)) steps += 1;
  turns.take();
  return steps;
}

it.each([0.5, 7, 399, 400, 401, 5_000])('no turn is planned to take longer, at %d ms a step', (stepMs) => {
  const turns = new Turns(10_000);
  expect(stepsOf(turns)).toBe(1);
  turns.took(stepMs);
  const steps = stepsOf(turns);
  expect(steps === 1 || steps * stepMs <= TURN_MS).toBe(true);
  expect((steps + 1) * stepMs).toBeGreaterThan(TURN_MS);
});
