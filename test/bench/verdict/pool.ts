import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Judged } from './measure.ts';

/** Studies of one scenario, by the seeds of their random numbers. */
export interface Batch {
  readonly scenario: string;
  readonly from: number;
  readonly to: number;
  /** Where outcomes are kept, and taken from where they are there. Absent: nowhere. */
  readonly folder?: string | undefined;
}

/**
 * Has all batches simulated, one process for each core; gives what was said of each study, in order, by
 * scenario.
 */
export async function simulateAll(
  batches: readonly Batch[],
  onDone: (batch: Batch) => void,
): Promise<Map<string, Judged[][]>> {
  const done = new Map<Batch, Judged[][]>();
  const waiting = [...batches];
  const work = async () => {
    const worker = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    });
    const ended = once(worker, 'exit').then(([code]) => {
      throw new Error(`a simulating process ended with ${code}`);
    });
    // Whoever waits for an answer hears of it; after the last answer nobody minds.
    ended.catch(() => undefined);
    try {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
        worker.send(batch);
        const [answer] = await Promise.race([once(worker, 'message'), ended]);
        done.set(batch, answer as Judged[][]);
        onDone(batch);
      }
    } finally {
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const byScenario = new Map<string, Judged[][]>();
  for (const batch of batches) {
    const before = byScenario.get(batch.scenario) ?? [];
    byScenario.set(batch.scenario, [...before, ...done.get(batch)!]);
  }
  return byScenario;
}
