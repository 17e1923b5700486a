import * as tf from '@tensorflow/tfjs-core';

/**
 * The kernel that tfjs's WebAssembly backend lacks: the gradient of a convolution's filter, [kh, kw, c, filters], as one
 * matrix product for each tap. Only what fanout's models need: NHWC, stride 1, no dilation.
 */
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

let registered = false;

/** Registers the kernel for the backend `wasm`; again has no effect. */
export function registerFilterGradient(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() =>
        filterGradient(
          inputs['x'] as tf.Tensor4D,
          inputs['dy'] as tf.Tensor4D,
          attrs as unknown as tf.Conv2DBackpropFilterAttrs,
        ),
      ),
  });
}
