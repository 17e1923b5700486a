import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';
import { LONGEST_METRIC_LINE, readMetricLine } from './metric-lines.ts';

it.each<[string, object]>([
  ['accuracy=0.97', { metrics: { accuracy: 0.97 } }],
  ['  epoch=3 accuracy=0.97, loss=1e-3\r', { epoch: 3, metrics: { accuracy: 0.97, loss: 0.001 } }],
  ['epoch=0,val/loss=-.5,top-5=+2.', { epoch: 0, metrics: { 'val/loss': -0.5, 'top-5': 2 } }],
  ['epoch=1 a=nan b=-INF c=Infinity', { epoch: 1, metrics: { a: Number.NaN, b: -Infinity, c: Infinity } }],
  ['a=1 a=2', { metrics: { a: 2 } }],
  ['{"epoch": 2, "loss": 0.5, "note": "x=1", "best": true}', { epoch: 2, metrics: { loss: 0.5 } }],
  ['{"epoch":2,"loss":NaN}', { epoch: 2, metrics: { loss: Infinity } }],
  ['{"loss": -Infinity, "x": [NaN], "text": "a: nan, b"}', { metrics: { loss: -Infinity } }],
  ['{"loss": 1, "not a name": 2, "__proto__": 3, "constructor": 4}', { metrics: { loss: 1 } }],
])('reports: %s', (line, expected) => {
  const read = readMetricLine(line);
  const sign = (value: unknown) => (value === Number.NEGATIVE_INFINITY ? Infinity : value);
  // Of a value in JSON that is not finite it is only known that it is not.
  if (line.startsWith('{'))
    expect(Object.values(read!.metrics).map(sign)).toEqual(
      Object.values((expected as { metrics: object }).metrics).map(sign),
    );
  else expect(read).toEqual(expected);
  expect(Object.keys(read!.metrics)).toEqual(Object.keys((expected as { metrics: object }).metrics));
  expect(read!.epoch).toBe((expected as { epoch?: number }).epoch);
});

it.each(['0.5', '1e300', '-1', 'nan', 'inf', '2147483648', '1e-9'])(
  'reports without an epoch where that is no whole number in range: %s',
  (epoch) => {
    expect(readMetricLine(`epoch=${epoch} accuracy=1`)).toEqual({ metrics: { accuracy: 1 } });
    expect(readMetricLine(`{"epoch": ${epoch}, "accuracy": 1}`)).toEqual({ metrics: { accuracy: 1 } });
  },
);

it.each(['0', '3.0', '3e0', '2147483647'])('takes an epoch however it is written: %s', (epoch) => {
  expect(readMetricLine(`epoch=${epoch} accuracy=1`)?.epoch).toBe(Number(epoch));
});

it.each([
  '',
  'epoch=3',
  'epoch 3: accuracy=0.97',
  'accuracy = 0.97',
  'accuracy=97%',
  'accuracy=1_000 loss=0x10',
  'accuracy=',
  '=1',
  '1a=1',
  'toString=1',
  '{"epoch": 1}',
  '{"accuracy": "0.5"}',
  '{"accuracy": null}',
  '{"metrics": {"accuracy": 1}}',
  '{accuracy: 1}',
  '{"accuracy": 1',
  '[1]',
  "{'loss': 0.5}",
])('is log: %s', (line) => {
  expect(readMetricLine(line)).toBeUndefined();
});

it('finds whole lines, however they are cut, and none that is too long', () => {
  const text = 'a=1\nnothing here\nb=2 ü\r c=3\n{"d": 4}\nlast=5';
  const bytes = Buffer.from(text);
  for (let size = 1; size < bytes.length; size++) {
    const lines = new LineSplitter();
    const found: string[] = [];
    for (let from = 0; from < bytes.length; from += size)
      found.push(...lines.take(bytes.subarray(from, from + size)));
    expect(found).toEqual(['a=1', 'b=2 ü', ' c=3', '{"d": 4}']);
    expect(lines.rest()).toEqual(['last=5']);
  }
  const lines = new LineSplitter();
  expect(lines.take(Buffer.from(`a=1${' '.repeat(LONGEST_METRIC_LINE)}`))).toEqual([]);
  expect(lines.take(Buffer.from('a=2\nb=3\nc='))).toEqual(['b=3']);
  expect(lines.take(Buffer.from('4\n'))).toEqual(['c=4']);
});
