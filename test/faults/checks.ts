import type { Outcome } from '../../coordinator/ledger/outcome.ts';

/** The machine does not allow this fault. */
export class SkippedError extends Error {}

/** The study of the suite: the seven initializers, whose no-op metrics differ, on iris. */
export function studyText({ seeds, poison }: { readonly seeds: number; readonly poison: boolean }): string {
  const poisoned = poison
    ? 'initializers: [zeros, glorot_normal, { random_normal: { mean: 1000 }, as: poison }]'
    : '';
  return `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: faults }
spec:
  dataset: { name: iris }
  ${poisoned}
  initialize: all
  seeds: [${Array.from({ length: seeds }, (_, index) => index + 1).join(', ')}]
  model: [dense: { units: classes, activation: softmax }]
  training: { epochs: 20 }
`;
}

/** Throws with what was found when a condition does not hold. */
export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** All completed, each with the value that it has without faults. */
export function undisturbed(outcomes: readonly Outcome[], reference: ReadonlyMap<string, number>): void {
  for (const { key, status, reason, metrics } of outcomes) {
    must(status === 'completed', `${key} is ${status}: ${reason}`);
    const accuracy = metrics.accuracy;
    const expected = reference.get(key);
    must(
      expected === undefined || accuracy === expected,
      `${key} has accuracy ${accuracy}, without faults ${expected}`,
    );
  }
}
