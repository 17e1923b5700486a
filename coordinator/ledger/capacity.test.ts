import { expect, it } from 'vitest';
import { largestOutcome } from '../../proto/entries.ts';
import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import { fromMessage, toMessage } from '../../proto/outcome-message.ts';
import { coordinatorService } from '../../proto/service.ts';
import { metricsOf } from '../../study/metrics.ts';

/** The longest that a number can be as JSON. */
const LONGEST = -1.7976931348623157e308;
const [EPOCHS, LAYERS] = [2_000, 12];

it('no outcome is larger than it is said to be, in the ledger or on the wire, and the bound is near', () => {
  const metrics = metricsOf(1_000);
  const named = <Value>(value: Value) => Object.fromEntries(metrics.map(({ name }) => [name, value]));
  const state = { layer: 'batch_normalization_12', mean: 0.00012345, variance: 12345, deadShare: 0.12345 };
  const layers = Array.from({ length: 33 }, (_, index) => ({
    epoch: EPOCHS - index,
    input: { mean: 0.12345, variance: 0.12345 },
    layers: Array.from({ length: LAYERS }, () => ({
      ...{ ...state, gradientNorm: 0.0012345, updateRatio: 0.00012345 },
    })),
  }));
  const history = named(new Array<number>(EPOCHS).fill(LONGEST));
  const report = { metrics: named(LONGEST), history, findings: [], layers };
  const outcome = { trial: 99_999, key: 'x'.repeat(80), status: 'completed', attempt: 9, ...report };
  const bytes = JSON.stringify({ ...outcome, worker: 'w'.repeat(128), backend: 'b'.repeat(128) }).length;
  const bound = largestOutcome(EPOCHS, LAYERS, metrics);
  expect(bytes).toBeLessThanOrEqual(bound);
  expect(bytes).toBeGreaterThan(0.9 * bound);
  const { requestSerialize, requestDeserialize } = coordinatorService.Complete!;
  const message = requestSerialize(toMessage(report));
  expect(message.length).toBeLessThanOrEqual(bound);
  expect(fromMessage(requestDeserialize(message) as CompleteRequest__Output).history).toEqual(history);
});
