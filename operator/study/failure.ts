import type { FanoutError } from '../../proto/errors.ts';
import type { ErrorCode } from '../../proto/faults-and-retries.ts';
import type { StudyStatus } from '../resource/status.ts';
import type { News } from './conditions.ts';

/** What another try does not help: the Study says so, until it is edited. */
const NOT_RETRIED: readonly ErrorCode[] = [
  'STUDY_INVALID',
  'DATASET_UNKNOWN',
  'DATASET_UNSUPPORTED',
  'DATASET_CORRUPT',
  'DATASET_MISSING',
  'RUN_STORE_LOST',
  'RUN_MISMATCH',
];
/** Of these the ones that the spec is to blame for. */
const INVALID: readonly ErrorCode[] = ['STUDY_INVALID', 'DATASET_UNKNOWN', 'DATASET_UNSUPPORTED'];
/** What is said of a Study that could not be worked on. */
export interface Failure {
  /** Whether no other try helps. */
  readonly final: boolean;
  /** The Study's state from then on, where it is final. */
  readonly state: Extract<StudyStatus['state'], 'Invalid' | 'Failed'>;
  /** CamelCase: the reason of the conditions, and of the event. */
  readonly reason: string;
  readonly message: string;
  /** Where it is final, `Failed` holds: nobody has to wait for the Study any longer. */
  readonly news: readonly News[];
}

/** What an error means for the Study whose run met it. Pure. */
export function failureOf({ code, message: what, hint }: FanoutError): Failure {
  const invalid = INVALID.includes(code);
  const final = NOT_RETRIED.includes(code);
  const reason = inCamelCase(code);
  const message = `${code}: ${what}${hint ? `\n${hint}` : ''}`;
  const news: News[] = [{ type: 'Running', holds: false, reason, message }];
  if (invalid) news.push({ type: 'Accepted', holds: false, reason, message });
  if (final) news.push({ type: 'Failed', holds: true, reason, message });
  return { final, state: invalid ? 'Invalid' : 'Failed', reason, message, news };
}

/** `STUDY_INVALID`: `StudyInvalid`. */
const inCamelCase = (code: string): string =>
  code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
