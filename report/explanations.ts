import type { Initializer } from '../engines/initializers.ts';
import { INITIALIZER_NAMES } from '../engines/initializers.ts';
import type { Finding } from '../proto/findings.ts';
import type { Metric } from '../proto/metrics.ts';
import { figure } from './wording/numbers.ts';

/**
 * Whether the trials guess values instead of classes: they report some metric, and no share of right answers.
 * Pure.
 */
export function isRegression(metrics: readonly Metric[]): boolean {
  return metrics.length > 0 && !metrics.some(({ binomial }) => binomial);
}

/** What a finding of this kind means where trials report such metrics, in one sentence. Pure. */
export function meaningOf(kind: Finding['kind'], metrics: readonly Metric[]): string {
  return kind === 'did_not_learn' && isRegression(metrics) ? NO_BETTER_THAN_MEAN : MEANING[kind];
}

const NO_BETTER_THAN_MEAN =
  'After the last epoch the model predicted no better than the mean of the targets does: it explained none of their variance (R² of 0 or less).';

const MEANING: Readonly<Record<Finding['kind'], string>> = {
  dead_start: 'Before the first update, no gradient reached a layer: training could not move its weights.',
  diverged: 'The loss stopped being a finite number, and nothing that followed could be learned.',
  did_not_learn:
    'After the last epoch the model was not shown to be better than guessing the commonest class: its accuracy is within three standard errors of that.',
};

/** The names of the kinds, as a reader sees them. */
export const TITLE: Readonly<Record<Finding['kind'], string>> = {
  dead_start: 'Dead start',
  diverged: 'Diverged',
  did_not_learn: 'Did not learn',
};

/**
 * Why these weights lead to such findings, in plain words; null when fanout has no explanation. The
 * initializer is the study's, or guessed from a label that is one of fanout's own names. Theory: Glorot and
 * Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks"; He et al.
 * (2015), "Delving deep into rectifiers". Pure.
 */
export function whyOf(label: string, initializer: Initializer | undefined): string | null {
  const name = initializer?.name ?? INITIALIZER_NAMES.find((known) => known === label);
  switch (name) {
    case undefined:
      return null;
    case 'zeros':
      return ZERO;
    case 'constant':
      return initializer?.parameters.value === 0 ? ZERO : SAME;
    case 'ones':
      return SAME;
    case 'random_uniform':
    case 'random_normal':
    case 'truncated_normal':
      return drawnWide(initializer);
    case 'identity':
      return IDENTITY;
    case 'delta_orthogonal':
      return ORTHOGONAL;
    case 'orthogonal':
      return ORTHOGONAL;
    case 'variance_scaling':
      return varianceScaled(initializer);
    case 'fixup':
      return FIXUP;
    case 'zero_gamma':
      return ZERO_GAMMA;
    case 'lsuv':
      return UNIT_VARIANCE;
    default:
      return SCALED;
  }
}

const ZERO =
  'All its weights start at exactly 0, so every hidden unit puts out 0, and where units are rectified no gradient passes ' +
  'back through them. Only the biases of the output layer move, and the model gives the same answer for every example.';

const SAME =
  'All its weights start equal, so all units of a layer compute the same thing, get the same gradient and stay equal: a ' +
  'layer counts as a single unit, and its sum over hundreds of inputs is far too large.';

const SCALED =
  'This initializer sets the spread of the weights by the size of each layer, which keeps signals at a similar size; ' +
  'that it failed points at the learning rate, the data or the model instead.';

const IDENTITY =
  'Its weights pass each input on as it is, to the unit of the same number: nothing grows or vanishes, but units beyond ' +
  'the number of inputs start at 0, and all that a layer tells apart it must be told by its inputs.';

const ORTHOGONAL =
  'Its weights keep the length of a signal in every direction (Saxe et al. 2014; for convolutions Xiao et al. 2018), but ' +
  'for the activation, which may shrink it; that it failed points at the learning rate, the data or the gain instead.';

const FIXUP =
  'Each residual branch starts at 0, so that a block passes its input on as it is, and the kernels within are drawn so much ' +
  'smaller that all branches together change the output by a step as one would (Zhang et al. 2019). It is made for networks ' +
  'without normalisation; the scalar biases and multipliers of the paper are layers, and no part of it here.';

const ZERO_GAMMA =
  'The last normalisation of each residual branch starts at 0, so that a block passes its input on as it is (Goyal et al. ' +
  '2017). At the first step no gradient passes into the branches but to that gamma; they begin to learn at the second.';

const UNIT_VARIANCE =
  'Its weights are orthonormal, then divided layer after layer until the sums of each layer have the variance 1 over training ' +
  'examples (Mishkin & Matas 2016): whatever the activations, no signal grows or vanishes at the first step; that it failed ' +
  'points at the learning rate, the data or the model instead.';

/**
 * Theory: the variance behind a layer is that before it, times scale × fan in / the fan that is divided by.
 */
function varianceScaled(initializer: Initializer | undefined): string {
  const scale = figure(Number((initializer?.parameters.scale ?? 1).toPrecision(2)));
  const fan = { fan_in: 'inputs', fan_out: 'outputs', fan_avg: 'inputs and outputs, on average,' };
  const mode = (initializer?.choices?.mode ?? 'fan_in') as keyof typeof fan;
  return (
    `The variance of its weights is ${scale} over the number of ${fan[mode]} of a layer. A rectified layer keeps the size of ` +
    'its signal at 2 over the inputs (He et al. 2015), one that is nearly linear at 1; more makes it grow from layer to ' +
    'layer, less makes it vanish.'
  );
}

function drawnWide(initializer: Initializer | undefined): string {
  const { mean = 0, stddev, min, max } = initializer?.parameters ?? {};
  const shift = min !== undefined && max !== undefined ? (min + max) / 2 : mean;
  const spread = min !== undefined && max !== undefined ? (max - min) / Math.sqrt(12) : stddev;
  const size =
    spread === undefined
      ? 'The same spread'
      : `The same spread (standard deviation ${figure(Number(spread.toPrecision(2)))})`;
  const growth =
    `${size} is used for every layer, whatever its number of inputs. Glorot and He divide by that number, so that a ` +
    'layer with thousands of inputs gets small weights; without it the signal is multiplied at every layer.';
  const offset =
    shift !== 0
      ? ` These weights are also not centred on 0 (mean ${figure(Number(shift.toPrecision(2)))}), so the inputs add up instead of cancelling out.`
      : '';
  return (
    `${growth}${offset} The first losses and gradients are so large that a few updates push the hidden units ` +
    'out of the range in which they respond; after that only the output biases move.'
  );
}
