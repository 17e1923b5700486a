import { describe, expect, it } from 'vitest';
import { drawChart } from './draw.ts';
import { shortLabels } from './short-labels.ts';

const crossed = (names: readonly [string, string]) =>
  [0.1, 0.01, 0.001].flatMap((rate) => [8, 16, 128].map((size) => `${names[0]}=${rate}-${names[1]}=${size}`));

describe('labels of a chart', () => {
  it('that fit stay as they are', () => {
    expect([...shortLabels(['zeros', 'random_uniform']).values()]).toEqual(['zeros', 'random_uniform']);
  });

  it('of crossed factors keep their values, and lose letters of the names', () => {
    const short = shortLabels(crossed(['learningRate', 'batchSize']));
    expect(short.get('learningRate=0.001-batchSize=128')).toBe('lea…=0.001-bat…=128');
    for (const text of short.values()) expect([...text].length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['crossed', crossed(['learningRate', 'batchSize'])],
    [
      'alike but for the middle',
      ['a-long-beginning-1-a-long-end-of-it', 'a-long-beginning-2-a-long-end-of-it'],
    ],
    [
      'four factors',
      crossed(['training.optimizer.adam.learningRate', 'model.0.dense.units']).flatMap((two) => [
        `${two}-epochs=1-shuffle=yes`,
        `${two}-epochs=100-shuffle=no`,
      ]),
    ],
    ['one the beginning of another', ['x'.repeat(30), 'x'.repeat(31), 'x'.repeat(32)]],
  ])('are never the same for two: %s', (_, labels) => {
    const short = shortLabels(labels);
    expect(new Set(short.values()).size).toBe(labels.length);
    expect(short.size).toBe(labels.length);
  });
});

it('what is short in a chart is whole on pointing', async () => {
  const whole = new Map([['a…<b> & "c"', 'a whole <b> & "c"']]);
  const { text } = await drawChart({
    ...{ width: 100, height: 20, margin: { top: 0, right: 0, bottom: 0, left: 100 } },
    ...{ title: 'x', alternative: 'y', whole },
    spec: {
      data: { values: [{ name: [...whole.keys()][0] }] },
      mark: { type: 'text' },
      encoding: { text: { field: 'name' } },
    },
  });
  expect(text).toContain('<title>a whole &lt;b&gt; &amp; &quot;c&quot;</title>a…&lt;b&gt; &amp; ');
});
