import { describe, expect, it } from 'vitest';
import type { Layer } from '../../engines/network.ts';
import { expectedVariances } from './theory.ts';

const dense = (units: number, activation: 'linear' | 'relu' | 'tanh' | 'softmax'): Layer => ({
  kind: 'dense',
  units,
  activation,
});
const INPUT = { mean: 0, variance: 1 };

describe('the variance that theory expects', () => {
  it('under He’s formula stays in size from layer to layer of rectified units', () => {
    const model = [dense(50, 'relu'), dense(70, 'relu'), dense(90, 'relu'), dense(3, 'softmax')];
    const [first, second, third] = expectedVariances({ model, initialize: 'all' }, [20], INPUT, 'he');
    // A rectified normal of variance 2: 1 is its mean square, 1 − 1/π its variance.
    expect(first).toBeCloseTo(1 - 1 / Math.PI, 6);
    expect([second, third]).toEqual([expect.closeTo(first!, 6), expect.closeTo(first!, 6)]);
  });

  it('under Glorot’s formula stays for linear layers of one width, and halves for rectified ones', () => {
    const linear = [dense(20, 'linear'), dense(20, 'linear'), dense(20, 'softmax')];
    for (const variance of expectedVariances({ model: linear, initialize: 'all' }, [20], INPUT, 'glorot'))
      expect(variance).toBeCloseTo(1, 9);
    const rectified = [dense(20, 'relu'), dense(20, 'relu'), dense(20, 'softmax')];
    const [first, second] = expectedVariances({ model: rectified, initialize: 'all' }, [20], INPUT, 'glorot');
    expect(second! / first!).toBeCloseTo(0.5, 6);
  });

  it('counts fan-in of a convolution as its field, passes poolings over, and leaves a hidden study’s output to Glorot', () => {
    const model: Layer[] = [
      { kind: 'conv2d', filters: 4, kernel: 3, padding: 'valid', activation: 'linear' },
      { kind: 'maxPool2d', size: 2 },
      { kind: 'flatten' },
      dense(5, 'softmax'),
    ];
    const input = { mean: 0.5, variance: 0.75 };
    const [conv, output] = expectedVariances({ model, initialize: 'hidden' }, [6, 6, 1], input, 'he');
    // E[input²] is 1; the dense layer has 2 × 2 × 4 inputs.
    expect(conv).toBeCloseTo(2, 9);
    expect(output).toBeCloseTo((16 * 2 * 2) / (16 + 5), 9);
    expect(expectedVariances({ model, initialize: 'all' }, [6, 6, 1], input, 'he')[1]).toBeCloseTo(4, 9);
  });

  it('saturates behind tanh', () => {
    const model = [dense(8, 'tanh'), dense(3, 'softmax')];
    const loud = { mean: 0, variance: 1e8 };
    expect(expectedVariances({ model, initialize: 'all' }, [8], loud, 'he')[0]).toBeCloseTo(1, 2);
  });
});
