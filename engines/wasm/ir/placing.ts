/** Where buffers stand in a pack's memory while some code runs: a place is taken again when it is free. */

import { countIn } from '../../ir/lowering/count.ts';
import { aligned } from '../arena.ts';
import type { Buffer } from './buffer.ts';
import type { Code } from './compile.ts';
import type { Instruction } from './instruction.ts';

/** Offsets in bytes of everything that instructions make, and how many bytes that needs. */
export interface Placing {
  readonly offsets: ReadonlyMap<Buffer, number>;
  readonly bytes: number;
}

/**
 * Places what the code makes, for at most `examples`. What all trials share and what is wanted keeps its
 * place to the end. Pure.
 */
export function placed({ instructions, results }: Code, examples: number): Placing {
  const last = lastUses(instructions, results);
  const offsets = new Map<Buffer, number>();
  const room = new Room();
  const size = ({ count }: Buffer) => aligned(countIn(count, examples) * 4);
  for (const [at, instruction] of instructions.entries()) {
    const { reads, writes, scratch = [] } = instruction;
    const taken = overwritten(instruction, at, last, offsets, size);
    for (const buffer of [...writes, ...scratch]) {
      const place = buffer === writes[0] ? taken : undefined;
      offsets.set(buffer, place === undefined ? room.take(size(buffer)) : offsets.get(place)!);
    }
    for (const buffer of new Set([...reads, ...writes, ...scratch])) {
      const free = buffer.kind === 'made' && buffer !== taken && (last.get(buffer) ?? at) <= at;
      if (free) room.give(offsets.get(buffer)!, size(buffer));
    }
  }
  return { offsets, bytes: room.bytes };
}

/** What an instruction reads for the last time, and may put its result into. */
function overwritten(
  { overwrites = [], writes }: Instruction,
  at: number,
  last: ReadonlyMap<Buffer, number>,
  offsets: ReadonlyMap<Buffer, number>,
  size: (buffer: Buffer) => number,
): Buffer | undefined {
  return overwrites.find(
    (buffer) =>
      buffer.kind === 'made' &&
      last.get(buffer) === at &&
      offsets.has(buffer) &&
      size(buffer) === size(writes[0]!),
  );
}

/** The number of the instruction that reads each buffer last. */
function lastUses(instructions: readonly Instruction[], results: readonly Buffer[]): Map<Buffer, number> {
  const last = new Map<Buffer, number>();
  const shared = new Set(instructions.filter(({ perTrial }) => !perTrial).flatMap(({ writes }) => writes));
  for (const [at, { reads, perTrial }] of instructions.entries())
    for (const buffer of reads)
      last.set(buffer, perTrial && shared.has(buffer) ? Number.POSITIVE_INFINITY : at);
  for (const buffer of results) last.set(buffer, Number.POSITIVE_INFINITY);
  return last;
}

/** Free places, from the lowest: the smallest that is large enough is taken. */
class Room {
  #free: { readonly at: number; readonly size: number }[] = [];
  bytes = 0;

  take(size: number): number {
    const fitting = this.#free.filter((part) => part.size >= size);
    const best = fitting.sort((a, b) => a.size - b.size || a.at - b.at)[0];
    if (best === undefined) return this.#grow(size);
    this.#free = this.#free.filter((part) => part !== best);
    if (best.size > size) this.#free.push({ at: best.at + size, size: best.size - size });
    return best.at;
  }

  give(at: number, size: number): void {
    if (size === 0) return;
    const before = this.#free.find((part) => part.at + part.size === at);
    const behind = this.#free.find((part) => part.at === at + size);
    this.#free = this.#free.filter((part) => part !== before && part !== behind);
    const first = before?.at ?? at;
    const end = behind === undefined ? at + size : behind.at + behind.size;
    this.#free.push({ at: first, size: end - first });
  }

  /** More room at the end; what is free there is part of it. */
  #grow(size: number): number {
    const end = this.#free.find((part) => part.at + part.size === this.bytes);
    const at = end?.at ?? this.bytes;
    this.#free = this.#free.filter((part) => part !== end);
    this.bytes = at + size;
    return at;
  }
}
