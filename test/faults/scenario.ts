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
  /**
   * What must hold of the outcomes beyond zeros. Default: all completed, with the values of a run without
   * faults.
   */
  readonly expect?: (outcomes: readonly Outcome[], reference: ReadonlyMap<string, number>) => void;
}
