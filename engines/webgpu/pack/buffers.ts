import { exhausted } from '../../memory.ts';
import type { Store, Whole } from '../compile/place.ts';
import type { Plan } from '../compile/plan.ts';
import { slotsOf } from '../compile/slots.ts';
import type { Card } from '../device/card.ts';
import { USAGE } from '../device/usage.ts';

/** Steps that are recorded before they are submitted, and the bytes of batches that wait so. */
const MOST_STEPS = 16;
const MOST_WAITING = 2 ** 24;

/** Steps whose losses are kept on the card before they are read. */
export const LOSS_STEPS = 1024;

/** The sizes of a pack's buffers, in numbers of four bytes. */
export interface Sizes {
  readonly whole: Readonly<Record<Whole | 'waiting', number>>;
  readonly slots: readonly number[];
  readonly slotOf: ReadonlyMap<Store, number>;
  /** Steps that wait at most. */
  readonly steps: number;
}

/** What a pack of so many trials needs. Pure. */
export function sizesOf(plan: Plan, trials: number): Sizes {
  const { parameters, states, stepWords, inputWords, codes } = plan;
  const { sizes, of } = slotsOf(Object.values(codes), trials);
  const kept = parameters.total * trials;
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_WAITING / 4 / stepWords)));
  return {
    whole: {
      inputs: inputWords,
      waiting: stepWords * steps,
      parameters: kept,
      next: kept,
      state1: states > 0 ? kept : 0,
      state2: states > 1 ? kept : 0,
      losses: LOSS_STEPS * trials * 4,
    },
    slots: sizes,
    slotOf: of,
    steps,
  };
}

/** Bytes of all buffers of a pack. Pure. */
export const bytesOf = ({ whole, slots }: Sizes): number =>
  [...Object.values(whole), ...slots].reduce((total, size) => total + bufferBytes(size), 0);

/** The largest buffer. Pure. */
export const largestOf = ({ whole, slots }: Sizes): number =>
  Math.max(...[...Object.values(whole), ...slots].map(bufferBytes));

const bufferBytes = (numbers: number) => (numbers === 0 ? 0 : Math.ceil(numbers / 4) * 16);

/** The buffers of a pack on a card. */
export class PackBuffers {
  readonly #card: Card;
  readonly #whole: Readonly<Record<string, GPUBuffer>>;
  readonly #slots: readonly GPUBuffer[];
  readonly #slotOf: ReadonlyMap<Store, number>;

  private constructor(card: Card, { whole, slots, slotOf }: Sizes) {
    this.#card = card;
    const usage = USAGE.storage | USAGE.copyFrom | USAGE.copyTo;
    this.#whole = Object.fromEntries(
      Object.entries(whole)
        .filter(([, size]) => size > 0)
        .map(([name, size]) => [
          name,
          card.buffer(bufferBytes(size), name === 'inputs' ? usage | USAGE.uniform : usage),
        ]),
    );
    this.#slots = slots.map((size) => card.buffer(bufferBytes(size), usage));
    this.#slotOf = slotOf;
  }

  /** Takes them. Rejects with OUT_OF_MEMORY or MODEL_TOO_LARGE where the card has not so much. */
  static async take(card: Card, sizes: Sizes, trials: number): Promise<PackBuffers> {
    card.device.pushErrorScope('out-of-memory');
    const buffers = new PackBuffers(card, sizes);
    const error = await card.device.popErrorScope();
    if (error === null) return buffers;
    buffers.free();
    throw exhausted(error.message, trials);
  }

  of(store: Store | 'waiting'): GPUBuffer {
    return typeof store === 'string' ? this.#whole[store]! : this.#slots[this.#slotOf.get(store)!]!;
  }

  free(): void {
    for (const buffer of [...Object.values(this.#whole), ...this.#slots]) this.#card.free(buffer);
  }
}
