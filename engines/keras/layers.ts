/** Which layer here a layer of Keras is. All pure. */
import { layerDefinition } from '../layers/registry.ts';
import type { Entry } from '../zoo/zoo-model.ts';
import type { KerasLayer } from './architecture.ts';
import { activationName, settingsOf, type Words } from './settings.ts';

/** A class of Keras: the kind of layer here, the words for its settings, and what else has to be said. */
interface Translation {
  readonly kind: string;
  readonly words: Words;
  /** The settings as a study file has them. */
  readonly change?: (settings: Record<string, unknown>) => unknown;
}

const BIAS = { use_bias: 'bias', activation: 'activation' };
const WINDOW = { strides: 'strides', padding: 'padding' };
const CONVOLUTION = { kernel_size: 'kernel', dilation_rate: 'dilation', ...WINDOW, ...BIAS };
const POOL = { pool_size: 'size', ...WINDOW };
const AFFINE = { axis: 'axis', epsilon: 'epsilon' };

const of = (kind: string, words: Words = {}, change?: Translation['change']): Translation => ({
  kind,
  words,
  ...(change === undefined ? {} : { change }),
});

/** An activation with a slope, or without: Keras 2 and 3 call it otherwise. */
const leaky = ({ alpha, slope, ...rest }: Record<string, unknown>) => ({
  ...rest,
  alpha: alpha ?? slope ?? 0.3,
});
/** relu with a negative slope is leaky. */
const plainRelu = ({ slope, ...rest }: Record<string, unknown>) =>
  slope === 0 || slope === undefined ? rest : { slope, ...rest };
const sides = ({ padding }: Record<string, unknown>) => (Array.isArray(padding) ? padding.flat() : padding);
const rate = ({ rate }: Record<string, unknown>) => rate;
const scaled = ({ center, scale, ...rest }: Record<string, unknown>) =>
  center === false || scale === false ? { center, scale, ...rest } : rest;
/** Of a depthwise convolution Keras writes a setting that has one value. */
const ungrouped = ({ groups, ...rest }: Record<string, unknown>) =>
  groups === 1 || groups === undefined ? rest : { groups, ...rest };

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  Conv2D: of('conv2d', { filters: 'filters', groups: 'groups', ...CONVOLUTION }),
  DepthwiseConv2D: of(
    'depthwiseConv2d',
    { depth_multiplier: 'multiplier', groups: 'groups', ...CONVOLUTION },
    ungrouped,
  ),
  SeparableConv2D: of(
    'separableConv2d',
    { filters: 'filters', depth_multiplier: 'multiplier', groups: 'groups', ...CONVOLUTION },
    ungrouped,
  ),
  MaxPooling2D: of('maxPool2d', POOL),
  AveragePooling2D: of('averagePool2d', POOL),
  GlobalMaxPooling2D: of('globalMaxPool2d'),
  GlobalAveragePooling2D: of('globalAveragePool2d'),
  ZeroPadding2D: of('zeroPadding2d', { padding: 'padding' }, sides),
  Flatten: of('flatten'),
  Dense: of('dense', { units: 'units', ...BIAS }),
  BatchNormalization: of('batchNorm', { momentum: 'momentum', center: 'center', scale: 'scale', ...AFFINE }),
  LayerNormalization: of('layerNorm', { center: 'center', scale: 'scale', ...AFFINE }, scaled),
  GroupNormalization: of(
    'groupNorm',
    { groups: 'groups', center: 'center', scale: 'scale', ...AFFINE },
    scaled,
  ),
  Dropout: of('dropout', { rate: 'rate' }, rate),
  SpatialDropout2D: of('spatialDropout', { rate: 'rate' }, rate),
  ReLU: of('relu', { negative_slope: 'slope' }, plainRelu),
  LeakyReLU: of('leakyRelu', { alpha: 'alpha', negative_slope: 'slope' }, leaky),
  ELU: of('elu', { alpha: 'alpha' }),
  Softmax: of('softmax', { axis: 'axis' }),
  Activation: of('', { activation: 'activation' }),
};

/** Classes that a message says are there. */
export const TAKEN = Object.keys(TRANSLATIONS);

/**
 * The layer here; undefined where what is wrong was pushed to `problems`. `rank`: axes of its input, that of
 * the batch counted.
 */
export function translate(layer: KerasLayer, rank: number, problems: string[]): Entry | undefined {
  const found = Object.hasOwn(TRANSLATIONS, layer.className) ? TRANSLATIONS[layer.className] : undefined;
  if (found === undefined) {
    problems.push('no layer here is like it');
    return undefined;
  }
  const before = problems.length;
  const { axis, ...given } = settingsOf(layer, found.words, problems);
  const last = axis === undefined ? -1 : Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (last !== -1 && last !== rank - 1) problems.push('axis must be the last one');
  if ('activation' in given) given.activation = activationName(given.activation);
  if (layer.className === 'Activation') return problems.length > before ? undefined : bare(given, problems);
  const settings = found.change ? found.change(given) : given;
  const { schema } = layerDefinition({ kind: found.kind });
  if (schema === null) {
    for (const name of Object.keys(settings as object))
      problems.push(`${name} is set, which no layer here has`);
    return problems.length > before ? undefined : found.kind;
  }
  const checked = schema.safeParse(settings);
  for (const { path, message } of checked.error?.issues ?? [])
    problems.push(`${path.length === 0 ? found.kind : path.join('.')}: ${message}`);
  return problems.length > before ? undefined : { [found.kind]: settings };
}

const ACTIVATIONS = 'relu leakyRelu elu selu gelu silu tanh sigmoid softplus linear softmax'.split(' ');

/** An activation as a layer of its own. */
function bare({ activation }: Record<string, unknown>, problems: string[]): Entry | undefined {
  if (ACTIVATIONS.includes(String(activation))) return String(activation);
  problems.push(`activation must be one of ${ACTIVATIONS.join(', ')}`);
  return undefined;
}
