import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { Arena } from './arena/arena.ts';
import type { NatsProcess } from './arena/nats.ts';
import type { LocalSite } from './local/site.ts';
import type { Mischief } from './mischief.ts';

/** A kind of fault, and how it is brought about. */
export interface Scenario {
  /** What the table calls it. */
  readonly name: string;
  /** In the short form of the suite too. */
  readonly short?: boolean;
  /** Takes minutes. */
  readonly long?: boolean;
  /** How often the fault is injected; `round` is one injection. */
  readonly rounds?: number;
  readonly round?: (arena: Arena, round: number) => Promise<void>;
  /** The whole scenario, of `fanout run` instead of the suite's own processes. Throws what did not hold. */
  readonly local?: (site: LocalSite, rounds: number) => Promise<void>;
  /** Wrong from the start. */
  readonly mischief?: (start: number) => Mischief;
  /** A study with a trial that kills its worker. */
  readonly poison?: boolean;
  /** Before the server's first start; throws SkippedError where this machine does not allow it. */
  readonly beforeNats?: (nats: NatsProcess) => Promise<void>;
  readonly afterwards?: (nats: NatsProcess) => Promise<void>;
  /** The run must stop instead of finishing: what is checked then. Throws when it does not hold. */
  readonly stops?: (arena: Arena) => Promise<void>;
  /** What must hold of the outcomes beyond zeros. Default: all completed, with the values of a run without faults. */
  readonly expect?: (outcomes: readonly Outcome[], reference: ReadonlyMap<string, number>) => void;
}

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
  for (const { key, status, reason, epochs } of outcomes) {
    must(status === 'completed', `${key} is ${status}: ${reason}`);
    const accuracy = epochs.at(-1)!.accuracy;
    const expected = reference.get(key);
    must(
      expected === undefined || accuracy === expected,
      `${key} has accuracy ${accuracy}, without faults ${expected}`,
    );
  }
}
