import { createColors } from 'picocolors';
import { type Check, wouldWork } from './check.ts';

/** The checks as a person reads them: one each line, what to do below it, and what it comes to. Pure. */
export function renderChecks(checks: readonly Check[], options: { readonly colour: boolean }): string[] {
  const paint = createColors(options.colour);
  const painted = { ok: paint.green, note: paint.yellow, problem: paint.red };
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = ' '.repeat('problem  '.length + width + 2);
  const lines = checks.flatMap(({ name, state, says, todo }) => [
    `${painted[state](state.padEnd(7))}  ${name.padEnd(width)}  ${says}`,
    ...(todo ? [`${indent}${paint.bold('→')} ${todo}`] : []),
  ]);
  const problems = checks.filter(({ state }) => state === 'problem').length;
  const verdict = wouldWork(checks)
    ? 'A run would work here.'
    : `A run would not work here: ${problems} ${problems === 1 ? 'problem' : 'problems'}.`;
  return [...lines, '', paint.bold(verdict)];
}
