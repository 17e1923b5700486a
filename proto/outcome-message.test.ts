/** A trial's report is the same after its way over the wire, to the bit. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CompleteRequest__Output } from './generated/fanout/v1/CompleteRequest.ts';
import { isMetricName } from './metrics.ts';
import { fromMessage, type TrialReport, toMessage } from './outcome-message.ts';
import { coordinatorService } from './service.ts';

const { requestSerialize, requestDeserialize } = coordinatorService.Complete!;
const sent = (report: TrialReport) =>
  fromMessage(requestDeserialize(requestSerialize(toMessage(report))) as CompleteRequest__Output);

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const figure = fc.option(finite);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_./-]{0,20}$/).filter(isMetricName);
const report: fc.Arbitrary<TrialReport> = fc.record({
  metrics: fc.dictionary(name, finite, { noNullPrototype: true }),
  history: fc.dictionary(name, fc.array(figure, { maxLength: 5 }), { noNullPrototype: true }),
  findings: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('dead_start' as const), layer: fc.string({ maxLength: 64 }) }),
      fc.record({ kind: fc.constant('diverged' as const), step: fc.nat() }),
      fc.record({ kind: fc.constant('did_not_learn' as const), chance: share }),
    ),
  ),
  layers: fc.array(
    fc.record({
      epoch: fc.nat(),
      input: fc.record({ mean: figure, variance: figure }),
      layers: fc.array(
        fc.record({
          ...{ layer: fc.string(), mean: figure, variance: figure },
          ...{ deadShare: figure, gradientNorm: figure, updateRatio: figure },
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});

it('comes out as it went in', () => {
  fc.assert(
    fc.property(report, (value) => {
      expect(sent(value)).toEqual(value);
    }),
  );
});

it('a finding of an unknown kind, and a message without anything, are told apart from others', () => {
  const empty = requestDeserialize(Buffer.alloc(0)) as CompleteRequest__Output;
  expect(fromMessage(empty)).toEqual({ metrics: {}, history: {}, findings: [], layers: [] });
  const unknown = requestSerialize({ findings: [{}] });
  expect(fromMessage(requestDeserialize(unknown) as CompleteRequest__Output).findings).toEqual([undefined]);
});

it('what is not finite is null, and keeps its place', () => {
  const message = { history: { loss: { values: [1, Number.NaN, Number.POSITIVE_INFINITY, 2] } } };
  const { history } = fromMessage(requestDeserialize(requestSerialize(message)) as CompleteRequest__Output);
  expect(history).toEqual({ loss: [1, null, null, 2] });
});
