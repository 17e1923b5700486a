/**
 * Carries out what `trial-state.ts` decides of a pack: publishes, records, remembers, and tells the worker.
 */
import { trialAt } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type { PackOrder } from '../queue/packs.ts';
import type { Answer } from './answer.ts';
import type { AttemptBook } from './attempts.ts';
import type { RunEvent } from './events.ts';
import { type Instruction, onPack, type PackEvent } from './trial-state.ts';
import type { TrialStates } from './trial-states.ts';

/** What decisions are carried out with. */
export interface DecisionParts {
  readonly manifest: Pick<Manifest, 'study'>;
  readonly states: TrialStates;
  readonly book: Pick<AttemptBook, 'forget'>;
  /** Puts packs into the queue, durably. */
  readonly publish: (packs: readonly PackOrder[]) => Promise<void>;
  /** Writes an outcome into the ledger, unless its trial has one. */
  readonly record: (outcome: Outcome) => Promise<unknown>;
  readonly tell: (event: RunEvent) => void;
  readonly now: () => Date;
}

/** A pack in a worker's hands. */
export interface HeldPack {
  readonly pack: string;
  readonly trials: readonly number[];
  readonly worker: string;
}

export class Decisions {
  readonly #parts: DecisionParts;

  constructor(parts: DecisionParts) {
    this.#parts = parts;
  }

  /**
   * What the worker is told after this event. `begins`: to be done before it is told to train, as this
   * attempt.
   */
  async after(
    event: PackEvent,
    held: HeldPack,
    begins: (attempt: number) => Promise<void> = async () => undefined,
  ): Promise<Answer> {
    const { states: known } = this.#parts;
    const { states, instructions } = onPack(known.ofAll(held.trials), event);
    known.become(states);
    let answer: Answer = { decision: 'return' };
    for (const instruction of instructions)
      answer = (await this.#carryOut(instruction, held, begins)) ?? answer;
    return answer;
  }

  async #carryOut(
    instruction: Instruction,
    { pack, worker }: HeldPack,
    begins: (attempt: number) => Promise<void>,
  ): Promise<Answer | undefined> {
    const { publish, record, tell, book } = this.#parts;
    switch (instruction.kind) {
      case 'train': {
        const { trials, attempt } = instruction;
        await begins(attempt);
        tell({ kind: 'began', pack, trials, attempt, worker });
        return { decision: 'train', trials, attempt };
      }
      case 'publish':
        await publish(instruction.packs);
        tell({ kind: 'split', pack, into: instruction.packs.length });
        return undefined;
      case 'fail':
        for (const trial of instruction.trials)
          await record(this.#failure(trial, instruction.attempt, worker, instruction.reason));
        return undefined;
      case 'forget_attempt':
        await book.forget(pack, worker);
        return undefined;
      case 'discard':
      case 'return':
        return { decision: instruction.kind };
    }
  }

  #failure(trial: number, attempt: number, worker: string, reason: string): Outcome {
    const { manifest, now } = this.#parts;
    const { key } = trialAt(manifest.study, trial);
    const shared = { metrics: {}, history: {}, findings: [], seconds: 0, recordedAt: now().toISOString() };
    return {
      trial,
      key,
      status: 'failed',
      reason,
      attempt: Math.max(1, attempt),
      worker,
      backend: '',
      ...shared,
    };
  }
}
