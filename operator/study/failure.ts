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
  readonly news: News;
}

/** What an error means for the Study whose run met it. Pure. */
export function failureOf({ code, message, hint }: FanoutError): Failure {
  const invalid = INVALID.includes(code);
  return {
    final: NOT_RETRIED.includes(code),
    state: invalid ? 'Invalid' : 'Failed',
    news: {
      type: invalid ? 'Accepted' : 'Running',
      holds: false,
      reason: code,
      message: `${message}${hint ? `\n${hint}` : ''}`,
    },
  };
}
