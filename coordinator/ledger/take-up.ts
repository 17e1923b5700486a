/**
 * The ledger of a run that is taken up: as whole as it can be made, and not emptied behind the run's back.
 */
import type { Ledger } from './ledger.ts';
import type { Mended } from './mend.ts';
import type { Outcome, WhyForeign } from './outcome.ts';

/** What is known of a run from elsewhere. */
export interface Known {
  /** How many outcomes were recorded, or fewer. */
  readonly seen: number;
  /** Outcomes that were recorded. */
  readonly copies: readonly Outcome[];
  /** Keeps for the next time that only so many are left: a damaged ledger was mended. */
  readonly keep?: (seen: number) => Promise<void>;
}

/**
 * What is known, without the copies that can be no outcomes of the run: what a copy says is believed no more
 * than what a worker says. Says how many were left out, and why the first of them was.
 */
export function possibleOf(known: Known, whyNot: WhyForeign, say: (text: string) => void): Known {
  const reasons = known.copies.map(whyNot);
  const left = reasons.filter((reason) => reason !== undefined);
  if (left.length === 0) return known;
  const what = left.length === 1 ? '1 copy of an outcome is' : `${left.length} copies of outcomes are`;
  say(`${what} not of this run, and left out: ${left[0]!.slice(0, 300)}`);
  return { ...known, copies: known.copies.filter((_, index) => reasons[index] === undefined) };
}

/** So many keys are named; a whole block of storage may be lost at once. */
const NAMED = 10;

/**
 * Mends the ledger if need be, and says what came of it. Only for the coordinator that holds the run, before
 * it serves anybody. Throws RUN_STORE_LOST when outcomes are missing and no damage explains it: somebody has
 * emptied the ledger.
 */
export async function takeUp(
  ledger: Ledger,
  { seen, copies, keep }: Known,
  say: (text: string) => void,
): Promise<void> {
  let expected = seen;
  ledger.onMended = async (mended) => {
    const count = await ledger.count();
    say(mendedText(mended, Math.max(0, expected - count)));
    if (!mended.damaged) return;
    expected = Math.min(expected, count);
    await keep?.(expected);
  };
  await ledger.mend(copies, seen);
  await ledger.check(expected);
}

/**
 * What a user is told of a ledger that was mended. `missing`: outcomes that it has fewer than were seen.
 * Pure.
 */
export function mendedText({ damaged, restored, lost }: Mended, missing: number): string {
  const gone = Math.max(lost.length, missing);
  const parts = [
    damaged ? 'the storage of NATS was damaged' : 'the ledger in NATS lacked outcomes that were recorded',
    ...(restored.length > 0
      ? [`${outcomes(restored.length)} put back from the copy: ${named(restored)}`]
      : []),
    ...(gone > 0
      ? [`${outcomes(gone)} lost, to be trained again${lost.length > 0 ? `: ${named(lost)}` : ''}`]
      : []),
    ...(restored.length === 0 && gone === 0 ? ['every recorded outcome could be read and is kept'] : []),
  ];
  return parts.join('; ');
}

const outcomes = (count: number) => (count === 1 ? '1 outcome was' : `${count} outcomes were`);

function named(keys: readonly string[]): string {
  const rest = keys.length - NAMED;
  return [...keys.slice(0, NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
