import { type ErrorCode, isErrorCode } from '../../proto/faults-and-retries.ts';
import type { Manifest } from '../../study/manifest.ts';
import { isNetworkStudy } from '../../study/study.ts';
import type { PackEvent } from './trial-state.ts';

/** Characters of a reason that are kept: room for the last lines of a program. */
const LONGEST_REASON = 8_000;

/** What a worker that hands a pack back says, as an event: an unknown code is a defect. Pure. */
export function released(
  { study }: Pick<Manifest, 'study'>,
  code: string,
  reason: string,
): Extract<PackEvent, { kind: 'released' }> {
  const known: ErrorCode = isErrorCode(code) ? code : 'INTERNAL';
  const ofProgram = !isNetworkStudy(study) && (known.startsWith('PROGRAM_') || known === 'OUT_OF_MEMORY');
  return {
    kind: 'released',
    code: known,
    reason: reason.slice(0, LONGEST_REASON),
    ...(ofProgram ? { retries: study.trainer.retries } : {}),
  };
}
