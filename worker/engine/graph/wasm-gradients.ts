import * as tf from '@tensorflow/tfjs-core';

/**
 * Two gradients without which the graph cannot run on tfjs's WebAssembly backend, which the graph is tested on: that of a
 * convolution's filter is missing there (tfjs 4.22), and that of max pooling picks the wrong position where a whole window is
 * negative. Only what fanout's models need: NHWC, no dilation, convolutions with stride 1, poolings without padding.
 */
/** [kh, kw, c, filters], as one matrix product for each tap. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attrs: tf.Conv2DBackpropFilterAttrs): tf.Tensor {
  const [kh, kw, channels, filters] = attrs.filterShape;
  const [n, oh, ow] = dy.shape;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    attrs.filterShape,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const { top, bottom, left, right } = info.padInfo;
  const padded = tf.pad4d(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const columns = tf.reshape(dy, [n * oh * ow, filters]);
  const taps: tf.Tensor[] = [];
  for (let row = 0; row < kh; row++) {
    for (let column = 0; column < kw; column++) {
      const seen = tf.reshape(tf.slice4d(padded, [0, row, column, 0], [n, oh, ow, channels]), [-1, channels]);
      taps.push(tf.matMul(tf.transpose(seen), columns));
    }
  }
  return tf.reshape(tf.stack(taps), attrs.filterShape);
}

/** Gives each output's gradient to the first largest position of its window. */
function poolGradient(dy: tf.Tensor4D, input: tf.Tensor4D, size: number): tf.Tensor4D {
  const [n, height, width, channels] = input.shape;
  const [, rows, columns] = dy.shape;
  const [x, g] = [input.dataSync(), dy.dataSync()];
  const dx = new Float32Array(x.length);
  for (let at = 0; at < g.length; at++) {
    const c = at % channels;
    const pw = Math.floor(at / channels) % columns;
    const ph = Math.floor(at / channels / columns) % rows;
    const image = Math.floor(at / channels / columns / rows);
    let first = ((image * height + ph * size) * width + pw * size) * channels + c;
    const corner = first;
    for (let cell = 0; cell < size * size; cell++) {
      const seen = corner + (Math.floor(cell / size) * width + (cell % size)) * channels;
      if (x[seen]! > x[first]!) first = seen;
    }
    dx[first]! += g[at]!;
  }
  return tf.tensor4d(dx, [n, height, width, channels]);
}

let registered = false;

/** Registers both for the backend `wasm`; again has no effect. */
export function registerWasmGradients(): void {
  if (registered) return;
  registered = true;
  const backendName = 'wasm';
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName,
    kernelFunc({ inputs, attrs }) {
      const { x, dy } = inputs as tf.Conv2DBackpropFilterInputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return tf.tidy(() => filterGradient(x, dy, attrs as unknown as tf.Conv2DBackpropFilterAttrs));
    },
  });
  tf.unregisterKernel(tf.MaxPoolGrad, backendName);
  tf.registerKernel({
    kernelName: tf.MaxPoolGrad,
    backendName,
    kernelFunc({ inputs, attrs }) {
      const { dy, input } = inputs as { dy: tf.Tensor4D; input: tf.Tensor4D };
      return poolGradient(dy, input, (attrs as unknown as { filterSize: number }).filterSize);
    },
  });
}
