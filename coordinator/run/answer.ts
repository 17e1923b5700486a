/** What a worker is to do with a message. */
export type Answer =
  | { readonly decision: 'train'; readonly trials: readonly number[]; readonly attempt: number }
  | { readonly decision: 'discard' }
  | { readonly decision: 'return' };

/** What became of an outcome that a worker reported. */
export type Recording =
  | { readonly recording: 'recorded' | 'already' }
  | { readonly recording: 'rejected'; readonly reason: string };
