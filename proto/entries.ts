/**
 * How large what a run keeps may be. A manifest and an outcome are each one message of NATS, whose servers
 * take 1 MiB unless they are told otherwise (`max_payload`), and one of gRPC (`LARGEST_MESSAGE`).
 */

/** Bytes that a manifest or an outcome may have: 1 MiB, less what stands around it in a message. */
export const LARGEST_ENTRY = 2 ** 20 - 4096;

/** The most characters of a number as JSON, and a comma: `-1.7976931348623157e+308,`. */
const BYTES_OF_A_NUMBER = 25;
/** The same of what stands around a metric's name and its list of numbers: quotes, colon, brackets, comma. */
const BYTES_AROUND_A_METRIC = 8;
/** The same of a layer's five figures (five digits each), and of a sample without its layers. */
const BYTES_OF_A_LAYER = 160;
const BYTES_OF_A_SAMPLE = 120;
/** Samples of the layers of one trial, the first among them. */
const MOST_SAMPLES = 33;
/** Bytes of an outcome beside its figures. */
const BYTES_AROUND = 8192;

/** Bytes that the outcome of a trial with these metrics may have, at most, in the ledger. Pure. */
export function largestOutcome(
  epochs: number,
  layers: number,
  metrics: readonly { readonly name: string }[],
): number {
  // Each name stands twice: with its list over the epochs, and with its value at the end.
  const figures = metrics.reduce(
    (sum, { name }) => sum + 2 * (name.length + BYTES_AROUND_A_METRIC) + (epochs + 1) * BYTES_OF_A_NUMBER,
    0,
  );
  const samples = Math.min(epochs + 1, MOST_SAMPLES) * (BYTES_OF_A_SAMPLE + layers * BYTES_OF_A_LAYER);
  return BYTES_AROUND + figures + samples;
}
