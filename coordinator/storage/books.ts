import type { StreamState } from '@nats-io/jetstream';

/** Whether the books of a stream with one message for each subject say that it lost some. Pure. */
export function isInconsistent(state: Pick<StreamState, 'messages' | 'num_subjects' | 'lost'>): boolean {
  const { lost, num_subjects, messages } = state;
  return (lost ?? undefined) !== undefined || (num_subjects !== undefined && num_subjects !== messages);
}
