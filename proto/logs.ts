/** Bytes of what is kept of an attempt's output: the most that a worker sends. */
export const LARGEST_LOG = 512 * 1024;
