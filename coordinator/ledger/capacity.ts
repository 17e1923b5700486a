import { LARGEST_ENTRY, largestOutcome } from '../../proto/entries.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';
import { isNetworkStudy, settingsOf } from '../../study/study.ts';

/** Bytes that a message has beside its value: the subject, and the headers that a new key is created with. */
const BYTES_AROUND = 1024;

/**
 * Throws NATS_UNSUITABLE where a server takes messages of at most `maxPayload` bytes, and the run's manifest
 * or the outcome of one of its trials may have more: such a trial could be trained for ever and never be
 * recorded. Pure.
 */
export function mustHold(manifest: Manifest, maxPayload: number): void {
  const { study } = manifest;
  // What a program reports is cut to what an entry may have.
  const outcomes = isNetworkStudy(study)
    ? study.arms.map((arm) => {
        const { training, model } = settingsOf(study, arm);
        return largestOutcome(training.epochs, model.length, study.metrics);
      })
    : [LARGEST_ENTRY];
  const largest = Math.max(...outcomes, Buffer.byteLength(JSON.stringify(manifest))) + BYTES_AROUND;
  if (largest <= maxPayload) return;
  throw new FanoutError(
    'NATS_UNSUITABLE',
    `the NATS server takes messages of at most ${maxPayload} bytes, and run ${manifest.run} may need ${largest}`,
    { hint: `raise max_payload of the server to ${largest} or more, or train fewer epochs` },
  );
}
