/** A study whose program misbehaves as it is planned, and what must come of each trial. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../../../coordinator/ledger/outcome.ts';
import { must } from '../checks.ts';
import type { Random } from '../random.ts';

const PROGRAM = fileURLToPath(new URL('../programs/faulty.sh', import.meta.url));
const [ARMS, FOLDS, SEEDS] = [['one', 'other'], 3, 6];
export const PROGRAM_TRIALS = ARMS.length * FOLDS * SEEDS;
const SIGNALS = ['TERM', 'KILL', 'INT', 'HUP', 'SEGV', 'ABRT', 'FPE', 'USR1'];

/** All that `faulty.sh` can do wrong on any machine. */
export const PROGRAM_FAULTS: readonly string[] = [
  ...['hang', 'deaf', 'children', 'much', 'binary', 'half', 'unended', 'closed', 'nan', 'silent', 'again'],
  ...['moves', 'torn', 'fails', ...SIGNALS.map((name) => `SIG${name}`)],
];

/** Faults that a program commits at every attempt, and the code by which its trial fails. */
const FAILS: Readonly<Record<string, string>> = {
  silent: 'PROGRAM_NO_METRIC',
  fails: 'PROGRAM_FAILED',
  starves: 'OUT_OF_MEMORY',
};

/** `bytes`: what a program prints that prints much. */
export function programStudy(place: string, bytes: number): string {
  return `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: programs }
spec:
  vary: { choice: [${ARMS.join(', ')}] }
  folds: { count: ${FOLDS} }
  seeds: [${Array.from({ length: SEEDS }, (_, index) => index + 1).join(', ')}]
  objective: { metric: accuracy }
  trainer:
    command: [/bin/sh, ${JSON.stringify(PROGRAM)}, ${JSON.stringify(place)}, "${bytes}"]
    quiet: 5s
    retries: 2
`;
}

/** The directory by which the suite and its programs know of each other. */
export class FaultyPrograms {
  readonly place: string;
  /** What each trial does wrong. */
  #plan = new Map<string, string>();

  constructor(place: string) {
    this.place = place;
  }

  /** Has each of the faults be committed by a trial of its own, the rest by none; forgets what was before. */
  plan(faults: readonly string[], random: Random): void {
    const trials = ARMS.flatMap((arm) =>
      Array.from(
        { length: FOLDS * SEEDS },
        (_, index) => `${arm}/${index % FOLDS}/${1 + Math.floor(index / FOLDS)}`,
      ),
    );
    rmSync(this.place, { recursive: true, force: true });
    for (const name of ['plan', 'did', 'saved', 'running'])
      mkdirSync(join(this.place, name), { recursive: true });
    this.#plan = new Map();
    for (const fault of faults) {
      const [trial] = trials.splice(random.between(0, trials.length - 1), 1);
      this.#plan.set(trial!, fault);
      writeFileSync(join(this.place, 'plan', fileName(trial!)), fault);
    }
  }

  /** The first trial that commits a fault, by the name of its directory. */
  trialWith(fault: string): string {
    return [...this.#plan].find(([, other]) => other === fault)![0];
  }

  /** How many trials have begun to misbehave. */
  get committed(): number {
    return readdirSync(join(this.place, 'did')).length;
  }

  /**
   * Throws unless each trial has the outcome that its fault leaves it: completed, with the values that it has
   * without a fault, or failed. `history`: so are the values of all epochs; an attempt that was killed from
   * outside may not have been heard to its end.
   */
  check(outcomes: readonly Outcome[], reference: readonly Outcome[], history: boolean): void {
    const violations = join(this.place, 'violations');
    must(!existsSync(violations), existsSync(violations) ? readFileSync(violations, 'utf8').trim() : '');
    const keys = new Set(outcomes.map(({ key }) => key));
    for (const [trial, fault] of this.#plan) must(keys.has(trial), `no outcome is of ${trial} (${fault})`);
    const undisturbed = new Map(reference.map((outcome) => [outcome.key, outcome]));
    for (const outcome of outcomes) {
      const fault = this.#plan.get(outcome.key) ?? 'none';
      const where = `${outcome.key} (${fault})`;
      const did = existsSync(join(this.place, 'did', fileName(outcome.key)));
      must(fault === 'none' || did, `${where} has not misbehaved`);
      const code = FAILS[fault];
      if (code) {
        must(outcome.status === 'failed', `${where} is ${outcome.status}`);
        must(outcome.reason?.startsWith(`${code}: `) === true, `${where} failed with ${outcome.reason}`);
        continue;
      }
      must(outcome.status === 'completed', `${where} is ${outcome.status}: ${outcome.reason}`);
      const expected = undisturbed.get(outcome.key)!;
      const { metrics, findings } = outcome;
      if (fault === 'nan') {
        must(metrics.accuracy === undefined, `${where} has an accuracy of ${metrics.accuracy}`);
        must(
          findings.some(({ kind }) => kind === 'diverged'),
          `${where} is not told to have diverged`,
        );
        continue;
      }
      must(
        metrics.accuracy === expected.metrics.accuracy,
        `${where} has accuracy ${metrics.accuracy}, without faults ${expected.metrics.accuracy}`,
      );
      const [own, other] = [outcome, expected].map((each) => JSON.stringify(each.history.accuracy));
      must(!history || own === other, `${where} has the history ${own}, without faults ${other}`);
    }
  }
}

const fileName = (trial: string) => trial.replaceAll(/[/=]/g, '_');
