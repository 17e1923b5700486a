/** Builds the networks in every process and lets them take steps in turns. */
import type { Peer } from '../peer.ts';
import type { Built, Took } from './protocol.ts';
import type { Work } from './works.ts';

/** A process that is measured. */
export interface Contender {
  readonly name: string;
  readonly process: Peer;
}

/** What one contender took for a step of one network, round by round. */
export interface Measured {
  readonly name: string;
  readonly rounds: readonly Took[];
}

/** Builds a network everywhere. Throws where two of them differ in what they train. */
export async function buildEverywhere(work: Work, contenders: readonly Contender[]): Promise<number> {
  const counts: { name: string; trainable: number }[] = [];
  for (const { name, process } of contenders) {
    const request = { kind: 'build', work: work.name, warmUp: 3 * work.steps };
    const { trainable } = await process.ask<Built>(request);
    counts.push({ name, trainable });
  }
  if (new Set(counts.map(({ trainable }) => trainable)).size === 1) return counts[0]!.trainable;
  const each = counts.map(({ name, trainable }) => `${name} ${trainable}`).join(', ');
  throw new Error(`${work.name} is not the same network everywhere; trainable parameters: ${each}`);
}

/** Rounds in which each takes its steps in turn, so that what else the machine does falls on all of them. */
export async function takeTurns(
  work: Work,
  contenders: readonly Contender[],
  rounds: number,
): Promise<Measured[]> {
  const measured = contenders.map(({ name }) => ({ name, rounds: [] as Took[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { process }] of contenders.entries()) {
      const request = { kind: 'train', work: work.name, steps: work.steps };
      measured[index]!.rounds.push(await process.ask<Took>(request));
    }
  }
  return measured;
}
